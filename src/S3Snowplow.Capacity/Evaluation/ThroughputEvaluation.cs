using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Delivery;
using S3Snowplow.Events;

namespace S3Snowplow.Capacity;

/// <summary>
/// Judges pipelines from what a store has of them, run by run: for functions that are started by a schedule, and for several processes that see a part of a
/// stream each.
/// </summary>
/// <remarks>
/// <para>No state has to be kept anywhere. Where this instance does not remember a run of its own, it goes on from the last event <c>throughput_exceeded</c>
/// that the store has, and without one from the begin of <see cref="ThroughputEvaluationOptions.Lookback"/>: the first run of all tells of the incidents of
/// the last day. What it remembers saves reading, and changes no answer.</para>
/// <para>A run that is missed, fails or is repeated changes nothing but when something is told: the next one judges all minutes since. The same transition has
/// the same event id whoever tells it. Alerts come first, then the event; where a process ends between the two, the alert comes again.</para>
/// <para>One run at a time an instance. Several instances side by side are safe; each of them may tell an alert before it sees the event of the other.</para>
/// </remarks>
public sealed class ThroughputEvaluation
{
    private readonly IThroughputStore _store;
    private readonly IEventEmitter _emitter;
    private readonly AlertDispatcher? _alerts;
    private readonly ThroughputEvaluationOptions _options;
    private readonly CapacityEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _reach;
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _measureless = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Task> _posted = [];
    private Dictionary<string, PipelineFold> _folds = new(StringComparer.Ordinal);

    /// <summary>Makes an evaluation.</summary>
    /// <param name="store">Where events are read back.</param>
    /// <param name="emitter">Sends <c>throughput_exceeded</c>; what it delivers has to come into the store, since the next run goes on from it.</param>
    /// <param name="alerts">Who else is told. Without an <see cref="EventAlertChannel"/>: the event is sent here.</param>
    /// <param name="options">Settings.</param>
    /// <param name="events">Makes the events; with the project's own schemas without.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ThroughputEvaluation(
        IThroughputStore store,
        IEventEmitter emitter,
        AlertDispatcher? alerts = null,
        ThroughputEvaluationOptions? options = null,
        CapacityEvents? events = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(emitter);

        _options = options ?? new ThroughputEvaluationOptions();
        if (_options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The evaluation's settings are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_store, _emitter, _alerts, _events, _time) = (store, emitter, alerts, events ?? new CapacityEvents(), timeProvider ?? TimeProvider.System);
        _logger = GuardedLogger.Create<ThroughputEvaluation>(loggerFactory);
        _reach = (int)Math.Ceiling(_options.HeartbeatInterval.TotalMinutes * 2);
    }

    /// <summary>Reads, judges, tells. A store that cannot be read, and events that are not delivered, are part of the result and not an exception.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was not told is told by the next run.</exception>
    public Task<EvaluationResult> RunOnceAsync(CancellationToken cancellationToken = default) =>
        RunOnceAsync(() => _options.AlertPatience, () => _options.DeliveryTimeout, cancellationToken);

    /// <summary>With times that are asked for when they begin: a run with an end of its own does not know beforehand how long the reading takes.</summary>
    internal async Task<EvaluationResult> RunOnceAsync(Func<TimeSpan> alertPatience, Func<TimeSpan> deliveryTimeout, CancellationToken cancellationToken)
    {
        long until = MinuteBucket.MinuteOf(_time.GetUtcNow() - _options.EvaluationDelay);
        Dictionary<string, PipelineFold> starts;
        IReadOnlyList<PipelineReading> readings;
        try
        {
            (readings, starts) = await ReadAsync(until, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            Log.NothingJudged(_logger, exception.Message);
            return new EvaluationResult(0, [], _posted.Values.Count(told => !told.IsCompleted), exception.Message);
        }

        Dictionary<string, PipelineFold> judged = new(StringComparer.Ordinal);
        List<ThroughputTransition> transitions = [];
        foreach (PipelineReading reading in readings)
        {
            (PipelineFold next, IReadOnlyList<ThroughputTransition> told) = starts[reading.Pipeline].Judge(reading, until, _reach, _options.Judgement);
            judged[reading.Pipeline] = next;
            transitions.AddRange(told);
            SayWhatIsMissing(reading, next, until);
        }

        transitions.Sort((one, other) => one.Time.CompareTo(other.Time));
        (List<ThroughputTransition> delivered, string? problem) = await TellAsync(transitions, alertPatience, deliveryTimeout, cancellationToken).ConfigureAwait(false);
        Remember(judged, transitions, delivered);
        return new EvaluationResult(readings.Count, delivered, _posted.Values.Count(told => !told.IsCompleted), problem);
    }

    /// <summary>Runs at each <see cref="ThroughputEvaluationOptions.Interval"/> until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await RunOnceAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(_options.Interval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // How it ends.
        }
    }

    // As much as is needed to go on from what is remembered; once more, and further back, where that turns out to be too little.
    private async Task<(IReadOnlyList<PipelineReading> Readings, Dictionary<string, PipelineFold> Starts)> ReadAsync(long until, CancellationToken cancellationToken)
    {
        long oldest = until - (long)_options.Lookback.TotalMinutes;
        long first = oldest;
        if (_folds.Count > 0)
        {
            // A pipeline that has been silent for long would have everything read again in each run; if it speaks again, that is soon enough.
            first = Math.Max(oldest, _folds.Values.Where(fold => until - fold.State.NextMinute <= _reach).Select(fold => fold.FirstMinute).DefaultIfEmpty(until - _reach).Min());
        }

        while (true)
        {
            var query = new ThroughputQuery(first, Math.Max(first, until), MinuteBucket.StartOf(oldest), MinuteBucket.StartOf(until) - _options.IncidentLookback);
            IReadOnlyList<PipelineReading> readings = await _store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            Dictionary<string, PipelineFold> starts = new(StringComparer.Ordinal);
            long needed = first;
            foreach (PipelineReading reading in readings)
            {
                PipelineFold start = _folds.TryGetValue(reading.Pipeline, out PipelineFold? own) && !own.IsBehind(reading) ? own : PipelineFold.From(reading, oldest, _reach, _options.Judgement);
                starts[reading.Pipeline] = start;
                if (start != own)
                {
                    // Its history is made of what is read: the event before the first minute says whether that one is empty.
                    needed = Math.Min(needed, start.FirstMinute - _reach);
                }
                else if (reading.Minutes.Any(minute => minute.Minute >= start.State.NextMinute))
                {
                    needed = Math.Min(needed, start.FirstMinute);
                }
            }

            if (needed >= first || first <= oldest)
            {
                return (readings, starts);
            }

            first = Math.Max(needed, oldest);
        }
    }

    private async Task<(List<ThroughputTransition> Delivered, string? Problem)> TellAsync(
        List<ThroughputTransition> transitions, Func<TimeSpan> alertPatience, Func<TimeSpan> deliveryTimeout, CancellationToken cancellationToken)
    {
        SnowplowEvent[] events = [.. transitions.Select(_events.Transition)];
        await AlertAsync(transitions, events, alertPatience, cancellationToken).ConfigureAwait(false);
        if (events.Length == 0)
        {
            return ([], null);
        }

        TimeSpan timeout = deliveryTimeout();
        using var scope = new DeliveryScope(timeout, _time, events.Length);
        using (var limit = new CancellationTokenSource(timeout, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken))
        {
            try
            {
                await _emitter.EnqueueAsync(events, scope, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The emitter has no room: what it did not take is not delivered.
            }
        }

        scope.Seal();
        await scope.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        EventOutcome[] outcomes = [.. scope.Outcomes];
        List<ThroughputTransition> delivered = [.. transitions.Where((_, i) => i < outcomes.Length && outcomes[i].Outcome == DeliveryOutcome.Delivered)];
        if (delivered.Count == transitions.Count)
        {
            return (delivered, null);
        }

        EventOutcome[] failed = [.. outcomes.Where(outcome => outcome.Outcome != DeliveryOutcome.Delivered)];
        string why = failed.Length > 0 ? $"the first is {failed[0].Outcome}: {failed[0].Reason}" : "the emitter had no room for them";
        string problem = $"{transitions.Count - delivered.Count} of {transitions.Count} events throughput_exceeded were not delivered; {why}";
        Log.TransitionsNotDelivered(_logger, problem);
        return (delivered, problem);
    }

    // Before the events: where there is no event, the next run tells it again, so an alert may come twice but is not lost.
    private async Task AlertAsync(List<ThroughputTransition> transitions, SnowplowEvent[] events, Func<TimeSpan> patience, CancellationToken cancellationToken)
    {
        foreach (Guid told in _posted.Where(alert => alert.Value.IsCompleted && !Array.Exists(events, one => one.Id == alert.Key)).Select(alert => alert.Key).ToArray())
        {
            _posted.Remove(told);
        }

        if (_alerts is null || transitions.Count == 0)
        {
            return;
        }

        for (int i = 0; i < events.Length; i++)
        {
            // One that a run before posted, and whose event it could not deliver, is told or on its way.
            if (!_posted.ContainsKey(events[i].Id))
            {
                _posted[events[i].Id] = _alerts.PostAsync(new Alert(transitions[i]));
            }
            else
            {
                _alerts.Hurry();
            }
        }

        try
        {
            await Task.WhenAll(events.Select(one => _posted[one.Id])).WaitAsync(patience(), _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The dispatcher goes on trying, and says so.
        }
    }

    // A pipeline whose events were not delivered is judged again from where it stood, so that they are told again.
    private void Remember(Dictionary<string, PipelineFold> judged, List<ThroughputTransition> transitions, List<ThroughputTransition> delivered)
    {
        foreach (string pipeline in transitions.Except(delivered).Select(transition => transition.Pipeline).Distinct())
        {
            if (!_folds.TryGetValue(pipeline, out PipelineFold? before))
            {
                judged.Remove(pipeline);
            }
            else
            {
                judged[pipeline] = before;
            }
        }

        _folds = judged;
    }

    private void SayWhatIsMissing(PipelineReading reading, PipelineFold fold, long until)
    {
        // One of which nothing was judged yet is not silent but new.
        bool isSilent = until - fold.State.NextMinute > _reach && (fold.LastSign is not null || fold.Last is not null);
        if (isSilent ? _silent.Add(reading.Pipeline) : _silent.Remove(reading.Pipeline))
        {
            (isSilent ? (Action<ILogger, string>)Log.PipelineSilent : Log.PipelineKnown)(_logger, reading.Pipeline);
        }

        // Asked when all of the lookback was read: silence is nothing bad, but a search for the wrong fields looks the same.
        if (!_folds.ContainsKey(reading.Pipeline) && !reading.Capacities.IsEmpty && reading.Minutes.All(minute => minute.Bytes == 0))
        {
            Log.PipelineWithoutObjects(_logger, reading.Pipeline, _options.Lookback);
        }

        if (!reading.Capacities.IsEmpty)
        {
            _measureless.Remove(reading.Pipeline);
        }
        else if (_measureless.Add(reading.Pipeline))
        {
            Log.PipelineMeasureless(_logger, reading.Pipeline);
        }
    }
}
