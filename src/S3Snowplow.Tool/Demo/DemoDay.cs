using S3Snowplow.Capacity;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>
/// A day, minute by minute of a clock that is moved by hand: notifications as Amazon S3 sends them go through a relay to a collector in this process, and are judged; what there is to tell goes to the collector too.
/// </summary>
internal sealed class DemoDay : IAsyncDisposable
{
    /// <summary>The minutes of a day; the next one begins anew with the same traffic.</summary>
    public const int Minutes = 24 * 60;

    /// <summary>The name under which it tells.</summary>
    public const string Source = "demo";

    private readonly CapacityBands _all;
    private readonly DayOfTraffic _traffic;
    private readonly ReceivedCounters _counters;

    // On the system's clock: attempts and retries are real.
    private readonly BufferedEventEmitter _emitter;

    private DemoDay(CapacityBands bands, int seed, LocalCollector collector)
    {
        _all = bands;
        _traffic = new DayOfTraffic(seed);
        (Collector, Bands) = (collector, new LiveBands(bands));
        var options = new RelayOptions { CollectorUri = collector.Uri };
        _emitter = new BufferedEventEmitter(options);
        _counters = new ReceivedCounters(Bands, timeProvider: Time);
        Relay = new ObjectEventRelay(options, _emitter, entityProviders: [new PipelineEntityProvider(Bands)], timeProvider: Time, settledObservers: [_counters]);
        Judge = new ThroughputJudge(_counters, Bands, timeProvider: Time);
    }

    /// <summary>The clock of the day. It begins at midnight, UTC.</summary>
    public ManualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The collector.</summary>
    public LocalCollector Collector { get; }

    /// <summary>What relays to it.</summary>
    public ObjectEventRelay Relay { get; }

    /// <summary>What the pipelines can take.</summary>
    public LiveBands Bands { get; }

    /// <summary>Who compares.</summary>
    public ThroughputJudge Judge { get; }

    /// <summary>What was told so far.</summary>
    public List<ThroughputTransition> Told { get; } = [];

    /// <summary>How many minutes have passed.</summary>
    public int Passed { get; private set; }

    /// <summary>Begins one.</summary>
    public static async Task<DemoDay> StartAsync(CapacityBands bands, int seed, CancellationToken cancellationToken)
    {
        var day = new DemoDay(bands, seed, await LocalCollector.StartAsync(cancellationToken: cancellationToken));
        await day.Judge.RunOnceAsync(cancellationToken);
        return day;
    }

    /// <summary>Lets a minute pass. Gives what there was to tell at its end.</summary>
    public async Task<IReadOnlyList<ThroughputTransition>> PassMinuteAsync(CancellationToken cancellationToken)
    {
        if (_traffic.Of(_all, Passed % Minutes, Time.GetUtcNow()) is { } notification)
        {
            RelayResult relayed = await Relay.RelayAsync(new Notification(notification), Timeout.InfiniteTimeSpan, cancellationToken);
            if (!relayed.ShouldAcknowledge)
            {
                throw new InvalidOperationException($"The collector of this process did not take a notification: {relayed.Outcome}.");
            }
        }

        // What a queue's answered poll is: nothing came, and that is known.
        _counters.SignalAlive();
        Time.Advance(TimeSpan.FromMinutes(1));
        Passed++;
        JudgeResult judged = await Judge.RunOnceAsync(cancellationToken);
        foreach (ThroughputTransition told in judged.Transitions)
        {
            // A host has channels and an outbox for this; see S3Snowplow.Capacity.Hosting.
            await _emitter.SendAsync([new CapacityEvents().Transition(told, Source)], TimeSpan.FromSeconds(30), cancellationToken);
        }

        Told.AddRange(judged.Transitions);
        return judged.Transitions;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Judge.Dispose();
        await Relay.DisposeAsync();
        _counters.Dispose();
        await _emitter.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
