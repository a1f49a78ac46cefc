using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Counts what comes in for each pipeline and judges it at the close of each minute. Register it as an observer of the relay, set capacities, and run it.
/// </summary>
/// <remarks>
/// Valid only where one process sees a pipeline's whole stream. Memory: 8 bytes a pipeline for each minute of the history, and about 40 bytes for each
/// remembered event. The remembered events are not saved: what is redelivered across a restart counts twice.
/// </remarks>
public sealed class ThroughputMonitor : IObjectEventObserver
{
    private readonly object _gate = new();
    private readonly LiveBands _bands;
    private readonly ThroughputMonitorOptions _options;
    private readonly IThroughputStateStore? _store;
    private readonly AlertDispatcher? _alerts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Everything from here on is guarded by the gate.
    private readonly Dictionary<string, PipelineBuckets> _pipelines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ThroughputTransition> _open = new(StringComparer.Ordinal);
    private readonly List<ThroughputTransition> _untold = [];
    private readonly TrackedEventIds _ids;
    private readonly SignsOfLife _signs;
    private MonitorStatistics _counts;
    private DateTimeOffset _evaluated;

    /// <summary>Makes a monitor.</summary>
    /// <param name="bands">Which objects are whose.</param>
    /// <param name="options">Settings.</param>
    /// <param name="store">Where the state is kept; without one it ends with the process.</param>
    /// <param name="alerts">Who is told; without one, only <see cref="Evaluate"/>'s caller.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ThroughputMonitor(
        LiveBands bands,
        ThroughputMonitorOptions? options = null,
        IThroughputStateStore? store = null,
        AlertDispatcher? alerts = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(bands);

        _options = options ?? new ThroughputMonitorOptions();
        if (_options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The monitor's settings are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_bands, _store, _alerts, _time) = (bands, store, alerts, timeProvider ?? TimeProvider.System);
        _logger = GuardedLogger.Create<ThroughputMonitor>(loggerFactory);
        _ids = new TrackedEventIds(_options.MaxTrackedEventIds);
        _signs = new SignsOfLife(_options.SourceInterval);
        _evaluated = _time.GetUtcNow();
    }

    /// <summary>What was counted so far.</summary>
    public MonitorStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>The estimated backlog of a pipeline in bytes, as of the last judged minute; <see langword="null"/> where it is not known.</summary>
    public long? BacklogBytes(string pipeline)
    {
        lock (_gate)
        {
            return _pipelines.TryGetValue(pipeline, out PipelineBuckets? buckets) ? Judgement.BacklogBytes(buckets.State, buckets.Capacities) : null;
        }
    }

    /// <inheritdoc/>
    public void OnObjectEvent(in ObjectEvent objectEvent)
    {
        long now = MinuteBucket.MinuteOf(_time.GetUtcNow());
        if (!objectEvent.IsDataArrival)
        {
            SignalAlive();
            return;
        }

        PipelineBand? pipeline = _bands.Current?.Resolve(objectEvent.Bucket, objectEvent.Key);
        ulong id = pipeline is null || _options.MaxTrackedEventIds == 0 ? 0 : TrackedEventIds.IdOf(objectEvent);
        lock (_gate)
        {
            _signs.Add(now);
            if (pipeline is null || !_pipelines.TryGetValue(pipeline.Name, out PipelineBuckets? buckets))
            {
                _counts = _counts with { Unmatched = _counts.Unmatched + 1 };
            }
            else if (!_ids.Add(id))
            {
                _counts = _counts with { Duplicates = _counts.Duplicates + 1 };
            }
            else
            {
                Count(buckets, MinuteBucket.MinuteOf(objectEvent.Time), now, objectEvent.ArrivedBytes);
            }
        }
    }

    /// <summary>Says that the source works, objects or not: a minute without objects is then empty, not unknown. Call it after each successful poll.</summary>
    public void SignalAlive()
    {
        lock (_gate)
        {
            _signs.Add(MinuteBucket.MinuteOf(_time.GetUtcNow()));
        }
    }

    /// <summary>Sets what the pipelines can take: the full state, each from its own time on. A pipeline that is not there is forgotten.</summary>
    public void SetCapacities(IReadOnlyCollection<ProcessorCapacity> capacities)
    {
        ArgumentNullException.ThrowIfNull(capacities);

        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
        {
            foreach (ProcessorCapacity capacity in capacities)
            {
                if (!_pipelines.TryGetValue(capacity.Pipeline, out PipelineBuckets? buckets))
                {
                    _pipelines[capacity.Pipeline] = buckets = new PipelineBuckets(PipelineState.StartingAt(capacity.Pipeline, now), CapacityTimeline.Of());
                }

                var step = new CapacityStep(capacity.EffectiveFrom, capacity.Throughput);
                buckets.Capacities = buckets.Capacities.With(step, MinuteBucket.StartOf(buckets.FirstMinute));
            }

            HashSet<string> there = [.. capacities.Select(capacity => capacity.Pipeline)];
            foreach (string gone in _pipelines.Keys.Where(name => !there.Contains(name)).ToArray())
            {
                Log.PipelineForgotten(_logger, gone, _open.Remove(gone) ? "an incident of it was open and is not told as recovered" : "no incident of it was open");
                _pipelines.Remove(gone);
            }
        }
    }

    /// <summary>Judges the minutes that are over, and gives what there is to tell. <see cref="RunAsync"/> calls it; call it yourself where you do not run it.</summary>
    public IReadOnlyList<ThroughputTransition> Evaluate()
    {
        DateTimeOffset until = _time.GetUtcNow() - _options.EvaluationDelay;
        long untilMinute = MinuteBucket.MinuteOf(until);
        List<ThroughputTransition> told = [];
        lock (_gate)
        {
            foreach (PipelineBuckets pipeline in _pipelines.Values)
            {
                List<MinuteBucket> buckets = pipeline.TakeBefore(untilMinute);
                for (long minute = pipeline.State.NextMinute; minute < untilMinute; minute++)
                {
                    if (_signs.At(minute))
                    {
                        buckets.Add(new MinuteBucket(minute, 0));
                    }
                }

                JudgementResult result = Judgement.Judge(pipeline.State, buckets, pipeline.Capacities, until, _options.Judgement);
                SayIfUnknown(pipeline.State, result.State);
                pipeline.State = result.State;
                told.AddRange(result.Transitions);
            }

            foreach (ThroughputTransition transition in told)
            {
                if (transition.State == ThroughputState.Exceeded)
                {
                    _open[transition.Pipeline] = transition;
                }
                else
                {
                    _open.Remove(transition.Pipeline);
                }
            }
        }

        return told;
    }

    /// <summary>Loads the state, then judges at the close of each minute, tells the channels and saves, until it is cancelled.</summary>
    /// <exception cref="IOException">The state cannot be loaded. Nothing was judged: beginning without it would forget open incidents.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Log.MonitorStarted(_logger, _pipelines.Count);
        try
        {
            while (true)
            {
                DateTimeOffset now = _time.GetUtcNow();
                DateTimeOffset next = MinuteBucket.StartOf(MinuteBucket.MinuteOf(now - _options.EvaluationDelay) + 1) + _options.EvaluationDelay;
                await Task.Delay(next - now, _time, cancellationToken).ConfigureAwait(false);
                Tell(Evaluate());
                await SaveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over what the store has; call it before anything else where you do not <see cref="RunAsync"/>.</summary>
    /// <exception cref="IOException">The state cannot be loaded.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        ThroughputSnapshot? snapshot = _store is null ? null : await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot is null)
        {
            return;
        }

        lock (_gate)
        {
            foreach (PipelineSnapshot saved in snapshot.Pipelines)
            {
                // Capacities that were set before are newer than the saved ones.
                CapacityTimeline capacities = _pipelines.TryGetValue(saved.State.Pipeline, out PipelineBuckets? already) ? already.Capacities : CapacityTimeline.Of();
                var pipeline = new PipelineBuckets(saved.State, CapacityTimeline.Of([.. saved.Capacities, .. capacities.Steps]));
                foreach (MinuteBucket bucket in saved.Unjudged.Concat(already?.Open ?? []))
                {
                    pipeline.Add(bucket.Minute, bucket.Bytes);
                }

                _pipelines[saved.State.Pipeline] = pipeline;
            }

            foreach (ThroughputTransition open in snapshot.Open)
            {
                _open[open.Pipeline] = open;
            }
        }

        if (snapshot.Untold.Count > 0)
        {
            Log.AlertsRepeated(_logger, snapshot.Untold.Count);
            Tell(snapshot.Untold);
        }
    }

    /// <summary>Saves the state now; <see cref="RunAsync"/> does so each minute and at its end. A failure is logged, and the monitor goes on.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken = default)
    {
        if (_store is null)
        {
            return;
        }

        ThroughputSnapshot snapshot;
        lock (_gate)
        {
            snapshot = new ThroughputSnapshot
            {
                Pipelines = [.. _pipelines.Values.Select(pipeline => new PipelineSnapshot(pipeline.State, pipeline.Capacities.Steps, pipeline.Open))],
                Untold = [.. _untold],
                Open = [.. _open.Values],
            };
        }

        try
        {
            await _store.SaveAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.StateNotSaved(_logger, exception);
        }
    }

    private void Count(PipelineBuckets buckets, long minute, long now, long bytes)
    {
        if (minute < buckets.FirstMinute)
        {
            _counts = _counts with { TooLate = _counts.TooLate + 1 };
            return;
        }

        _counts = _counts with
        {
            Counted = _counts.Counted + 1,
            Late = _counts.Late + (minute < buckets.State.NextMinute ? 1 : 0),
            Future = _counts.Future + (minute > now ? 1 : 0),
        };
        buckets.Add(Math.Min(minute, now), bytes);
    }

    private void SayIfUnknown(PipelineState before, PipelineState after)
    {
        if (after.IsUnknown != before.IsUnknown)
        {
            (after.IsUnknown ? (Action<ILogger, string>)Log.PipelineUnknown : Log.PipelineKnown)(_logger, after.Pipeline);
        }
    }

    private void Tell(IReadOnlyList<ThroughputTransition> transitions)
    {
        if (_alerts is null)
        {
            return;
        }

        foreach (ThroughputTransition transition in transitions)
        {
            lock (_gate)
            {
                _untold.Add(transition);
            }

            _ = ForgetWhenToldAsync(transition, _alerts.PostAsync(new Alert(transition)));
        }

        Remind(_alerts);
    }

    private async Task ForgetWhenToldAsync(ThroughputTransition transition, Task told)
    {
        await told.ConfigureAwait(false);
        lock (_gate)
        {
            _untold.Remove(transition);
        }
    }

    // By the number of whole intervals since the start, so that a restart neither repeats nor forgets one.
    private void Remind(AlertDispatcher alerts)
    {
        if (_options.RenotifyAfter is not { } interval)
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        Alert[] due;
        lock (_gate)
        {
            due = [.. _open.Values
                .Where(open => Intervals(open, now) > Intervals(open, _evaluated))
                .Select(open => new Alert(open, Reminder: Intervals(open, now)))];
            _evaluated = now;
        }

        foreach (Alert alert in due)
        {
            _ = alerts.PostAsync(alert);
        }

        int Intervals(ThroughputTransition open, DateTimeOffset at) => (int)Math.Max(0, Math.Floor((at - open.Time) / interval));
    }
}
