using System.Diagnostics.Metrics;
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
public sealed class ThroughputMonitor : IObjectEventObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LiveBands _bands;
    private readonly ThroughputMonitorOptions _options;
    private readonly IThroughputStateStore? _store;
    private readonly IncidentBook _incidents;
    private readonly MonitorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Everything from here on is guarded by the gate.
    private readonly Dictionary<string, PipelineBuckets> _pipelines = new(StringComparer.Ordinal);
    private readonly TrackedEventIds _ids;
    private readonly SignsOfLife _signs;
    private MonitorStatistics _counts;
    private bool _isLoaded;

    /// <summary>Makes a monitor.</summary>
    /// <param name="bands">Which objects are whose.</param>
    /// <param name="options">Settings.</param>
    /// <param name="store">Where the state is kept; without one it ends with the process.</param>
    /// <param name="alerts">Who is told; without one, only <see cref="Evaluate"/>'s caller.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ThroughputMonitor(
        LiveBands bands,
        ThroughputMonitorOptions? options = null,
        IThroughputStateStore? store = null,
        AlertDispatcher? alerts = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(bands);

        _options = options ?? new ThroughputMonitorOptions();
        if (_options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The monitor's settings are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_bands, _store, _time) = (bands, store, timeProvider ?? TimeProvider.System);
        _logger = GuardedLogger.Create<ThroughputMonitor>(loggerFactory);
        _ids = new TrackedEventIds(_options.MaxTrackedEventIds);
        _signs = new SignsOfLife(_options.SourceInterval);
        _incidents = new IncidentBook(alerts, _options.RenotifyAfter, _time.GetUtcNow());
        _metrics = new MonitorMetrics(meterFactory, this);
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

    /// <summary>How each pipeline is.</summary>
    public IReadOnlyList<PipelineStatus> Pipelines
    {
        get
        {
            lock (_gate)
            {
                return [.. _pipelines.Values.Select(StatusOf)];
            }
        }
    }

    /// <summary>The estimated backlog of a pipeline in bytes, as of the last judged minute; <see langword="null"/> where it is not known.</summary>
    public long? BacklogBytes(string pipeline)
    {
        lock (_gate)
        {
            return _pipelines.TryGetValue(pipeline, out PipelineBuckets? buckets) ? StatusOf(buckets).BacklogBytes : null;
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
                Log.PipelineForgotten(_logger, gone, _incidents.Forget(gone) ? "an incident of it was open and is not told as recovered" : "no incident of it was open");
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

            _incidents.Note(told);
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
                _incidents.Tell(Evaluate());
                _incidents.Remind(_time.GetUtcNow());
                await SaveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over what the store has, the first time it is called; <see cref="RunAsync"/> does. Call it yourself where you do not run it, or to fail before anything else starts.</summary>
    /// <exception cref="IOException">The state cannot be loaded.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        ThroughputSnapshot? snapshot = _store is null || _isLoaded ? null : await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot is null)
        {
            return;
        }

        _isLoaded = true;
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
        }

        _incidents.Restore(snapshot.Open);

        if (snapshot.Untold.Count > 0)
        {
            Log.AlertsRepeated(_logger, snapshot.Untold.Count);
            _incidents.Tell(snapshot.Untold);
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
            (IReadOnlyList<ThroughputTransition> open, IReadOnlyList<ThroughputTransition> untold) = _incidents.Content;
            snapshot = new ThroughputSnapshot
            {
                Pipelines = [.. _pipelines.Values.Select(pipeline => new PipelineSnapshot(pipeline.State, pipeline.Capacities.Steps, pipeline.Open))],
                Untold = untold,
                Open = open,
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

    /// <summary>Ends the measuring. What was counted stays readable.</summary>
    public void Dispose() => _metrics.Dispose();

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

    private PipelineStatus StatusOf(PipelineBuckets buckets)
    {
        string name = buckets.State.Pipeline;
        if (buckets.Capacities.IsEmpty)
        {
            return new PipelineStatus(name, _incidents.IsOpen(name), buckets.State.IsUnknown, null, null);
        }

        long backlog = Judgement.BacklogBytes(buckets.State, buckets.Capacities);
        long perHour = buckets.Capacities.At(MinuteBucket.StartOf(buckets.State.NextMinute)).BytesPerHour;
        TimeSpan behind = TimeSpan.FromHours(Math.Min((double)backlog / perHour, TimeSpan.FromDays(36_500).TotalHours));
        return new PipelineStatus(name, _incidents.IsOpen(name), buckets.State.IsUnknown, backlog, behind);
    }
}
