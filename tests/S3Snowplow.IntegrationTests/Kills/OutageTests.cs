using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;
using Xunit.Abstractions;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>A collector that fails for a minute, and is none for another one, costs time and nothing else. Runs beside the kill tests, with a store of its own: it mostly waits.</summary>
public sealed class OutageTests(CephStore store, ITestOutputHelper output) : IClassFixture<CephStore>
{
    private const int Objects = 1000;
    private const int Steps = 20;

    [NeedsCephAndRabbitMqFact]
    public async Task Outage_OfTheCollectors_LosesAndRejectsNothing()
    {
        await using SpoolPath spool = await SpoolPath.StartAsync(store, "outage-spool", Objects);
        await using QueuePath queue = await QueuePath.StartAsync(store, "outage-queue", Objects);

        await Task.WhenAll(RunAsync(spool), RunAsync(queue));
    }

    private async Task RunAsync(RelayPath path)
    {
        long started = TimeProvider.System.GetTimestamp();
        await using WorkerProcess worker = path.StartWorker();
        path.Route(await worker.Listening.Within($"the worker to listen; it wrote\n{worker.Tail}"));
        path.Writers.Release(Objects / 4);
        await path.Collector.WaitForAsync(Objects / 4, Timeout.InfiniteTimeSpan).Within("the first events");
        foreach (int status in new[] { 503, 404 })
        {
            path.Collector.Faults.Clear();
            path.Collector.Faults.Always(CollectorFault.Status(status));
            for (int step = 0; step < Steps; step++)
            {
                path.Writers.Release(Objects / 4 / Steps);
                await Task.Delay(KillSettings.Outage / Steps, TimeProvider.System);
            }

            await MetAsync(path.Collector, $"Status {status}").Within($"a request that is answered with {status}");
        }

        int judged = path.Collector.Counts.Total;
        path.Collector.Faults.Clear();
        path.Writers.Release(path.Writers.Unreleased);
        await path.Writers.WhenIdleAsync().Within("all objects to be stored");
        Account account = await path.AccountAsync();
        await account.WhenDeliveredAsync();
        await path.CheckNothingIsLeftAsync(worker);

        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        KillSettings.Tell(output, $"{path.Name}: collector 503 and 404 for {KillSettings.Outage.TotalSeconds:0} s each, {path.Writers.Stored.Value} objects, {account}, {took.TotalSeconds:0} s");
        account.Check();
        Assert.Equal(Objects / 4, judged);
    }

    // With outages shorter than the back-off, which grows to half a minute, a fault would be over before anybody has met it.
    private static async Task MetAsync(LocalCollector collector, string fault)
    {
        for (IReadOnlyList<CollectorRequest> requests = collector.Requests; !requests.Any(request => request.Fault?.ToString() == fault); requests = collector.Requests)
        {
            await collector.WaitForRequestsAsync(requests.Count + 1, Timeout.InfiniteTimeSpan);
        }
    }
}
