using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>A buffered emitter on a manual clock, in front of a scripted collector, with its metrics and log.</summary>
internal sealed class DeliveryRig : IAsyncDisposable
{
    private readonly OneMeter _meter = new();
    private readonly List<DeliveryScope> _scopes = [];

    /// <param name="configure">Changes the options.</param>
    /// <param name="random">The jitter: 0.5 by default, so that each wait is half its bound.</param>
    /// <param name="timersComeLateBy">How much later than asked for the emitter's timers come.</param>
    public DeliveryRig(Action<DeliveryOptions>? configure = null, Func<double>? random = null, TimeSpan timersComeLateBy = default)
    {
        Collector = new ScriptedCollector(Time);
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example") };
        configure?.Invoke(options.Delivery);
        Assert.Empty(options.Validate());
        var metrics = new RelayMetrics(_meter);
        Metrics = new MetricRecorder(_meter.Meter!);
        Emitter = new BufferedEventEmitter(options, Collector, metrics, timersComeLateBy == default ? Time : new LateTimers(Time, timersComeLateBy), random ?? (() => 0.5), Logs);
    }

    public ManualTimeProvider Time { get; } = new();

    public ScriptedCollector Collector { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    public MetricRecorder Metrics { get; }

    public BufferedEventEmitter Emitter { get; }

    public EmitterStatistics Statistics => Emitter.Statistics;

    /// <summary>Opens a scope on the rig's clock.</summary>
    public DeliveryScope Scope(TimeSpan? deadline = null)
    {
        var scope = new DeliveryScope(deadline ?? Timeout.InfiniteTimeSpan, Time);
        _scopes.Add(scope);
        return scope;
    }

    /// <summary>Enqueues the events in a scope of their own, and seals it.</summary>
    public async Task<DeliveryScope> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan? deadline = null)
    {
        DeliveryScope scope = Scope(deadline);
        await Emitter.EnqueueAsync(events, scope).AsTask().Within();
        scope.Seal();
        return scope;
    }

    /// <summary>As <see cref="SendAsync(IReadOnlyList{SnowplowEvent}, TimeSpan?)"/> with one event.</summary>
    public Task<DeliveryScope> SendAsync(int number, TimeSpan? deadline = null) => SendAsync([TestEvents.Of(number)], deadline);

    /// <summary>Moves the clock from timer to timer, with all attempts ended in between, until the time has passed or the condition holds.</summary>
    public async Task PassAsync(TimeSpan time, Func<bool>? until = null)
    {
        TimeSpan left = time;
        await IdleAsync();
        while (until?.Invoke() != true)
        {
            TimeSpan? step = Time.NextDue;
            if (step is null || step > left)
            {
                Time.Advance(left);
                return;
            }

            Time.Advance(step.Value);
            left -= step.Value;
            await IdleAsync();
        }
    }

    /// <summary>Waits until no attempt is under way and no sweep is due.</summary>
    public Task IdleAsync() => Patience.UntilAsync(() => Emitter.IsIdle, "an emitter without attempts");

    /// <summary>Accepted = delivered + rejected + expired + abandoned + pending; and nothing more where all is settled.</summary>
    public void AssertConserved()
    {
        EmitterStatistics now = Statistics;
        Assert.Equal(now.Accepted, now.Delivered + now.Rejected + now.Expired + now.Abandoned + now.Pending);
    }

    /// <summary>What the metrics say is held.</summary>
    public (double Events, double Bytes) Held => (Metrics.Sum("s3snowplow.queue.length"), Metrics.Sum("s3snowplow.queue.size"));

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    /// <summary>Closes the emitter without draining.</summary>
    public void Close() => Emitter.Dispose();

    /// <summary>Closes without draining. Whatever a test did, the books are even and nothing is held.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedAttempt attempt in Collector.Attempts)
        {
            attempt.Answer(Answers.Silence);
        }

        Close();
        await IdleAsync();
        foreach (DeliveryScope scope in _scopes)
        {
            scope.Dispose();
        }

        AssertConserved();
        Assert.Equal(0, Statistics.Pending);
        Assert.Equal((0, 0), Held);
        Metrics.Dispose();
        _meter.Dispose();
    }
}
