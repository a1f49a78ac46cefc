using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>
/// Carries bands from their source to where they are needed: the events to the collector (full state at start, each change once, heartbeats), the bands to
/// <see cref="LiveBands"/>, from where the judge takes them.
/// </summary>
public sealed class CapacityFeed
{
    private readonly IBandsSource _source;
    private readonly IEventEmitter? _emitter;
    private readonly LiveBands? _bands;
    private readonly CapacityFeedOptions _options;
    private readonly CapacityEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CapacityLedger _ledger;
    private readonly Queue<(BandsVersion Version, IReadOnlyList<ProcessorCapacity> Send, IReadOnlyCollection<ProcessorCapacity> All)> _undelivered = new();
    private readonly FaultLog _unread = new();
    private readonly FaultLog _unsent = new();
    private bool _stated;
    private long _slot;

    /// <summary>Makes a feed.</summary>
    /// <param name="source">Where bands come from.</param>
    /// <param name="emitter">Sends the events; without one, none are sent.</param>
    /// <param name="bands">Gets each version of the bands.</param>
    /// <param name="options">Settings.</param>
    /// <param name="events">Makes the events; with the project's own schemas without.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    public CapacityFeed(
        IBandsSource source,
        IEventEmitter? emitter = null,
        LiveBands? bands = null,
        CapacityFeedOptions? options = null,
        CapacityEvents? events = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(source);

        (_source, _emitter, _bands) = (source, emitter, bands);
        (_options, _events, _time) = (options ?? new CapacityFeedOptions(), events ?? new CapacityEvents(), timeProvider ?? TimeProvider.System);
        _logger = GuardedLogger.Create<CapacityFeed>(loggerFactory);
        _ledger = new CapacityLedger(source.Confirmed);
        _ledger.CapAt(_time.GetUtcNow());
        _slot = SlotAt(_time.GetUtcNow());
    }

    /// <summary>What holds now for each pipeline.</summary>
    public IReadOnlyCollection<ProcessorCapacity> Capacities => _ledger.Now;

    /// <summary>Looks at the source once, and sends what there is to send. What was not delivered is sent again by the next call, before anything newer.</summary>
    /// <returns>What became of it; nothing of it throws, a source that cannot be read included.</returns>
    public async Task<FeedResult> StepAsync(CancellationToken cancellationToken = default)
    {
        (int taken, _, string? unread) = await TakeAsync(cancellationToken).ConfigureAwait(false);
        if (unread is not null)
        {
            return new FeedResult(taken, 0, unread);
        }

        int sent = 0;
        while (_undelivered.TryPeek(out (BandsVersion Version, IReadOnlyList<ProcessorCapacity> Send, IReadOnlyCollection<ProcessorCapacity> All) next))
        {
            string? problem = await DeliverAsync([.. next.Send.Select(_events.Change)], cancellationToken).ConfigureAwait(false)
                ?? await ConfirmAsync(next.Version, next.All, cancellationToken).ConfigureAwait(false);
            if (problem is not null)
            {
                return new FeedResult(taken, sent, problem);
            }

            sent += next.Send.Count;
            _undelivered.Dequeue();
        }

        // A clock that was ahead for a while leaves times that are not yet.
        _ledger.CapAt(_time.GetUtcNow());
        long slot = SlotAt(_time.GetUtcNow());

        // Also where it is an earlier one: a clock that was ahead must not end the heartbeats until its time has come. One that was sent has the same id again.
        if (slot != _slot && _ledger.Now.Count > 0)
        {
            DateTimeOffset start = new(slot * _options.HeartbeatInterval.Ticks, TimeSpan.Zero);
            if (await DeliverAsync([.. _ledger.Now.Select(capacity => _events.Heartbeat(capacity, start))], cancellationToken).ConfigureAwait(false) is { } problem)
            {
                return new FeedResult(taken, sent, problem);
            }

            _slot = slot;
            sent += _ledger.Now.Count;
        }

        return new FeedResult(taken, sent, null);
    }

    /// <summary>The first half of <see cref="StepAsync"/>: puts what is new into effect here, and leaves its events to the next step. For a start that must not wait for the collector.</summary>
    public async Task<FeedResult> TakeAsync(CancellationToken cancellationToken = default)
    {
        int taken = 0;
        try
        {
            foreach (BandsVersion version in NotInFuture(await _source.ReadAsync(cancellationToken).ConfigureAwait(false)))
            {
                Take(version);
                taken++;
            }

            _unread.End();
            return new FeedResult(taken, 0, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a source does, the relay goes on with the bands that are in effect.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string reason = exception is IOException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            if (_unread.IsDue(reason, _time.GetUtcNow()))
            {
                Log.SourceFailed(_logger, reason);
            }

            return new FeedResult(taken, 0, $"The source cannot be read: {reason}");
        }
    }

    /// <summary>Steps at each <see cref="CapacityFeedOptions.PollInterval"/> until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await StepAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // How it ends.
        }
    }

    // The sources of this package see to it themselves; one of somebody else's may not.
    private BandsVersion[] NotInFuture(IReadOnlyList<BandsVersion> versions)
    {
        DateTimeOffset[] times = [.. versions.Select(version => version.EffectiveFrom)];
        EffectiveTimes.Cap(times, _time.GetUtcNow());
        foreach (BandsVersion version in versions.Where(version => version.EffectiveFrom > _time.GetUtcNow()))
        {
            Log.EffectiveInFuture(_logger, $"Revision {version.Revision}", version.EffectiveFrom);
        }

        return [.. versions.Zip(times, (version, effective) => version with { EffectiveFrom = effective })];
    }

    private async Task<string?> ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken)
    {
        try
        {
            await _source.ConfirmAsync(version, capacities, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The same events come again with the next step, under the same ids.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return NotSent("unconfirmed", $"all were delivered, and the source did not take that: {exception.Message}");
        }
    }

    private string NotSent(string fault, string problem)
    {
        if (_unsent.IsDue(fault, _time.GetUtcNow()))
        {
            Log.CapacitiesNotDelivered(_logger, problem);
        }

        return problem;
    }

    private void Take(BandsVersion version)
    {
        IReadOnlyList<ProcessorCapacity> changed = _ledger.Apply(version);
        IReadOnlyCollection<ProcessorCapacity> all = [.. _ledger.Now];

        // The first version is the full state: who lost what was sent before gets it again, under the same ids.
        _undelivered.Enqueue((version, _stated ? changed : [.. all], all));
        _stated = true;
        _bands?.Set(version.Bands, _time.GetUtcNow());
        Log.BandsTaken(_logger, all.Count, version.EffectiveFrom, version.Revision);
    }

    private async Task<string?> DeliverAsync(IReadOnlyList<SnowplowEvent> events, CancellationToken cancellationToken)
    {
        if (_emitter is null || events.Count == 0)
        {
            return null;
        }

        IReadOnlyList<EventOutcome> outcomes = await _emitter.SendAsync(events, _options.DeliveryTimeout, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcomes.DescribeUndelivered() is { } problem)
        {
            return NotSent(outcomes.First(outcome => outcome.Outcome != DeliveryOutcome.Delivered).Outcome.ToString(), problem);
        }

        _unsent.End();
        return null;
    }

    private long SlotAt(DateTimeOffset time) => time.UtcTicks / _options.HeartbeatInterval.Ticks;
}

/// <summary>What one step of a feed did.</summary>
/// <param name="Versions">How many versions of the bands were new.</param>
/// <param name="Sent">How many events were delivered.</param>
/// <param name="Problem">What went wrong, for people; <see langword="null"/> where nothing did.</param>
public readonly record struct FeedResult(int Versions, int Sent, string? Problem);
