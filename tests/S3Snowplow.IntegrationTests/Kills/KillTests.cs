using S3Snowplow.IntegrationTests.Ceph;
using Xunit.Abstractions;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>A worker that is killed again and again loses nothing that it is responsible for, and what it sends twice is the same to the last byte.</summary>
[Collection(CephCollection.Name)]
public sealed class KillTests(CephStore store, ITestOutputHelper output)
{
    private readonly KillSettings _settings = new();

    [NeedsCephFact]
    public async Task Kill_OfAWebhookWithASpool_LosesNothingThatWasAnswered()
    {
        await using SpoolPath path = await SpoolPath.StartAsync(store, "kill-spool", _settings.Objects);
        await RunAsync(path);
    }

    [NeedsCephAndRabbitMqFact]
    public async Task Kill_OfAConsumerOfAQueue_LosesNothingThatWasStored()
    {
        await using QueuePath path = await QueuePath.StartAsync(store, "kill-queue", _settings.Objects);
        await RunAsync(path);
    }

    private async Task RunAsync(RelayPath path)
    {
        long started = TimeProvider.System.GetTimestamp();
        KillSettings.Tell(output, $"{path.Name}: seed {_settings.Seed}");
        var run = new KillRun(_settings, path);

        await using WorkerProcess last = await run.RunAsync();
        Account account = await path.AccountAsync();
        await account.WhenDeliveredAsync();
        await path.CheckNothingIsLeftAsync(last);

        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        KillSettings.Tell(output, $"{path.Name}: {run}, {path.Writers.Stored.Value} objects, {account}, seed {_settings.Seed}, {took.TotalSeconds:0} s");
        account.Check();
    }
}
