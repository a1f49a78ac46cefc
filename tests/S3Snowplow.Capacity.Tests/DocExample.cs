using S3Snowplow.Capacity.Email;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity.Tests;

/// <summary>The parts of the package's README, put together by hand; compiled here, and compared with it by a test of the documents.</summary>
internal static class DocExample
{
    public static AlertChannelTypes Types()
    {
        // example: email
        AlertChannelTypes types = new AlertChannelTypes().Add(EmailAlertChannel.Registration);
        // end
        return types;
    }

    public static async Task RunAsync(RelayOptions options, IEventEmitter emitter, IAlertChannel pager, IObjectEventSource source, CancellationToken stopping)
    {
        // example: judge
        var bands = new LiveBands();
        using var counters = new ReceivedCounters(bands, new ReceivedCounterOptions { JournalFolder = "data/journal" });
        using var state = new FileJudgeState("data/judge.state");
        await using var alerts = new AlertOutbox("s3snowplow", [pager]);
        using var judge = new ThroughputJudge(counters, bands, state, alerts);
        var feed = new CapacityFeed(new BandsFileSource("bands.yml"), emitter, bands);
        await feed.TakeAsync(stopping);
        await judge.LoadAsync(stopping);
        await using var relay = new ObjectEventRelay(options, emitter, entityProviders: [new PipelineEntityProvider(bands)], settledObservers: [counters]);
        Task relaying = Task.WhenAll(relay.RunAsync(source, stopping), feed.RunAsync(stopping));

        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await minute.WaitForNextTickAsync(stopping))
        {
            counters.SignalAlive();
            JudgeResult result = await judge.RunOnceAsync(stopping);
        }
        // end

        await relaying;
    }
}
