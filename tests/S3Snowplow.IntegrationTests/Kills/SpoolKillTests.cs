using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;
using Xunit.Abstractions;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Ceph, a webhook with a spool that is killed, and a collector: what was answered with 200 arrives.</summary>
[Collection(CephCollection.Name)]
public sealed class SpoolKillTests(CephStore store, ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NeedsCephFact]
    public async Task Kill_OfAWebhookWithASpool_LosesNothingThatWasAnswered()
    {
        var settings = new KillSettings();
        long started = TimeProvider.System.GetTimestamp();
        KillSettings.Tell(output, $"webhook and spool: seed {settings.Seed}");
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using RecordingFront front = await RecordingFront.StartAsync();
        await store.AddBucketAsync("kill-spool", front.Uri);
        await using var writers = new ObjectWriters(store, "kill-spool", settings.Objects, parallel: 8);
        var run = new KillRun(settings, writers, () => WorkerProcess.Start(_folder, collector.Uri), webhook => front.Webhook = webhook, front.AcceptedCount, collector);

        await using WorkerProcess last = await run.RunAsync();
        var account = new Account(front.Accepted, front.Posted, collector);
        await account.WhenDeliveredAsync();
        SpoolContent left = await last.StopAndLookAsync();
        await collector.WaitUntilJudgedAsync();

        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        KillSettings.Tell(output, $"webhook and spool: {run}, {settings.Objects} objects, {account}, {front.Refused} refused, seed {settings.Seed}, {took.TotalSeconds:0} s");
        account.Check();
        Assert.Equal(settings.Objects, front.Posted.Count);
        Assert.Equal(new SpoolContent(0, 0), left);
    }
}
