using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Judges pipelines by what was received, minute by minute of receipt, and tells each transition once.</summary>
/// <remarks>
/// <para>When runs take place decides only when something is told: each folds all receipt minutes that are over since the one before. A run that is missed, fails or is repeated changes nothing.</para>
/// <para>What there is to tell is saved before it is told. Of several judges with one state, the one that saves tells; the others go on from what it saved.</para>
/// <para>One run at a time; a second call waits. The other members are safe for use by several threads.</para>
/// </remarks>
public sealed class ThroughputJudge : IThroughputHistory, IDisposable
{
    // The clock went back by more: everything begins anew. By less: the time is waited for.
    private const int LongestWait = 60;

    private readonly IReceivedMinutes _minutes;
    private readonly AlertOutbox? _alerts;
    private readonly DeadManSwitch? _deadManSwitch;
    private readonly LiveBands? _bands;
    private readonly FoldSettings _settings;
    private readonly CapacityStatements _statements;
    private readonly JudgeStateKeeper _keeper;
    private readonly JudgeMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HourlyLog _problems;
    private readonly SemaphoreSlim _one = new(1);

    // Guards what is judged while it is read from outside. Nothing waits under it.
    private readonly Lock _gate = new();
    private PipelineHistories _histories = new();
    private FoldState _state = new();
    private ThroughputFold _fold;
    private ToldBefore _toldBefore = ToldBefore.Nothing;
    private bool _isLoaded;

    /// <summary>Makes a judge.</summary>
    /// <param name="minutes">What was received.</param>
    /// <param name="bands">What pipelines can take; without any, capacities come with the received minutes.</param>
    /// <param name="state">Where the state is kept between runs; without one, it ends with this object.</param>
    /// <param name="alerts">Who is told; without one, only the caller of <see cref="RunOnceAsync"/>. Stays its owner's.</param>
    /// <param name="deadManSwitch">Is called after each run, so that a monitor elsewhere notices when this judge stops.</param>
    /// <param name="options">When input is larger than throughput.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ThroughputJudge(
        IReceivedMinutes minutes,
        LiveBands? bands = null,
        IJudgeState? state = null,
        AlertOutbox? alerts = null,
        DeadManSwitch? deadManSwitch = null,
        JudgementOptions? options = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(minutes);
        options ??= new JudgementOptions();
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of the judgement are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_minutes, _bands, _alerts, _deadManSwitch, _time) = (minutes, bands, alerts, deadManSwitch, timeProvider ?? TimeProvider.System);
        _logger = GuardedLogger.Create<ThroughputJudge>(loggerFactory);
        _problems = new HourlyLog(_time);
        _settings = options.ToFold();
        _statements = new CapacityStatements(bands);
        _fold = new ThroughputFold(_settings, _statements.Limits);
        _keeper = new JudgeStateKeeper(state, minutes, alerts, bands);
        _metrics = new JudgeMetrics(meterFactory, this);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PipelineStatus> Pipelines
    {
        get
        {
            lock (_gate)
            {
                return [.. _state.Pipelines.Where(pipeline => pipeline.Judgement is not null).Select(StatusOf)];
            }
        }
    }

    /// <summary>The end of the last receipt minute that was folded; <see langword="null"/> before the first one.</summary>
    public DateTimeOffset? JudgedUntil
    {
        get
        {
            lock (_gate)
            {
                return _state.NextReceipt is { } next ? DateTimeOffset.UnixEpoch.AddMinutes(next) : null;
            }
        }
    }

    /// <summary>Whether nothing at all has been heard of the source for so long that it was told.</summary>
    public bool IsBlind
    {
        get
        {
            lock (_gate)
            {
                return _state.IsBlind;
            }
        }
    }

    /// <summary>What the last run did; <see langword="null"/> before the first one has ended.</summary>
    public JudgeResult? Last { get; private set; }

    /// <inheritdoc/>
    public PipelineHistory? HistoryOf(string pipeline)
    {
        lock (_gate)
        {
            return _histories.Find(pipeline)?.Copy();
        }
    }

    /// <summary>Takes over what is kept, the first time it is called; <see cref="RunOnceAsync"/> does. Call it to fail before anything else starts.</summary>
    /// <exception cref="IOException">The state cannot be read, or another process has it.</exception>
    /// <exception cref="InvalidDataException">It is damaged. Nothing is judged: beginning without it would forget open incidents.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await LoadOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Folds the receipt minutes that are over, keeps what came of it, and tells it. What cannot be read, kept or told is part of the result and not an exception.</summary>
    /// <exception cref="OperationCanceledException">Cancelled. What was judged is kept and told by the next run.</exception>
    public async Task<JudgeResult> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Last = await RunAsync(cancellationToken).ConfigureAwait(false);
            if (_deadManSwitch is not null)
            {
                await _deadManSwitch.ReportAsync(Last.Problem, _alerts?.Channels ?? [], Pipelines.Count, cancellationToken).ConfigureAwait(false);
            }

            return Last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Keeps the state as it is now, for an end of the process that is not a failure.</summary>
    /// <returns>Why it was not kept, for people; <see langword="null"/> where it was.</returns>
    public async Task<string?> SaveAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _isLoaded && _state.NextReceipt is not null ? await KeepAsync([], cancellationToken).ConfigureAwait(false) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends the measuring.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _one.Dispose();
    }

    private static long MinuteOf(DateTimeOffset time) => (long)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalMinutes);

    private static string? Join(params string?[] problems) => problems.Any(problem => problem is not null) ? string.Join(" ", problems.Where(problem => problem is not null)) : null;

    private static PipelineStatus StatusOf(TrackedPipeline pipeline)
    {
        PipelineJudgement judgement = pipeline.Judgement!;
        TransitionFigures figures = judgement.Figures();
        return new PipelineStatus(
            pipeline.Name,
            DateTimeOffset.UnixEpoch.AddMinutes(judgement.Next),
            judgement.IsUnknown,
            judgement.IsSilent,
            judgement.LastBytes is { } last ? DateTimeOffset.UnixEpoch.AddMinutes(last + 1) : null,
            judgement.Incident is { } incident ? new IncidentStatus(pipeline.Name, incident.Start, incident.IsCritical, judgement.Next - 1, figures) : null,
            figures)
        {
            UsualGap = judgement.UsualGap > 0 ? TimeSpan.FromMinutes(judgement.UsualGap) : null,
        };
    }

    private List<IncidentStatus> OpenIncidents()
    {
        lock (_gate)
        {
            return [.. _state.Pipelines.Where(pipeline => pipeline.Judgement?.Incident is not null).Select(pipeline => StatusOf(pipeline).Incident!)];
        }
    }

    private async Task<JudgeResult> RunAsync(CancellationToken cancellationToken)
    {
        List<ThroughputTransition> told = [];
        int folded = 0;
        string? problem = null;
        try
        {
            await LoadOnceAsync(cancellationToken).ConfigureAwait(false);
            await FoldAsync(told, () => folded++, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // The minutes before the one that could not be read are judged.
            problem = $"Not all was judged; the next run makes up for it. {exception.Message}";
            if (_problems.IsDue("judging"))
            {
                Log.NothingJudged(_logger, exception.Message);
            }
        }

        string? unkept = _isLoaded && _state.NextReceipt is not null ? await KeepAsync(told, cancellationToken).ConfigureAwait(false) : null;
        return new JudgeResult(folded, told, Join(problem, unkept));
    }

    private async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        _statements.Refresh();
        JudgeSnapshot? saved = await _keeper.LoadAsync(_settings, _statements.Limits, cancellationToken).ConfigureAwait(false);
        ToldBefore told = ToldBefore.Nothing;
        if (saved is null && await _minutes.ReadToldAsync(cancellationToken).ConfigureAwait(false) is { } read)
        {
            told = new ToldBefore(read);
        }

        lock (_gate)
        {
            _histories = saved?.Histories ?? new PipelineHistories();
            _state = saved?.State ?? new FoldState { Observers = _histories };
            _fold = new ThroughputFold(_settings, _statements.Limits);
            _toldBefore = told;
        }

        _isLoaded = true;
        _statements.SayAgain();
        Log.JudgeStarted(_logger, saved is null ? "no earlier state was found" : $"it goes on from the earlier state, which has {_state.Pipelines.Count} pipelines");
    }

    private async Task FoldAsync(List<ThroughputTransition> told, Action folded, CancellationToken cancellationToken)
    {
        long until = MinuteOf(_time.GetUtcNow()) - _settings.StoreDelay;
        if (!Begin(until))
        {
            return;
        }

        Relimit();
        await foreach (ReceivedMinute minute in _minutes.ReadAsync(_state.NextReceipt!.Value, until, cancellationToken).ConfigureAwait(false))
        {
            _statements.Say(_state, minute, until);
            List<ThroughputTransition> judged = [];
            lock (_gate)
            {
                _fold.Fold(_state, minute, judged);
                judged.RemoveAll(_toldBefore.Has);
                _toldBefore.Adopt(_state);
                foreach (ThroughputTransition one in judged)
                {
                    _histories.Told(one);
                }
            }

            told.AddRange(judged);
            folded();
        }

        lock (_gate)
        {
            _histories.Keep([.. _state.Pipelines.Select(pipeline => pipeline.Name)]);
        }
    }

    // False: it is waited for the clock.
    private bool Begin(long until)
    {
        lock (_gate)
        {
            if (_state.NextReceipt is not { } next)
            {
                _state.NextReceipt = until - (long)_minutes.Lookback.TotalMinutes;
                return true;
            }

            if (until >= next - LongestWait)
            {
                return until > next;
            }

            _state.BeginAnew(until);
        }

        Log.ClockWentBack(_logger, DateTimeOffset.UnixEpoch.AddMinutes(until));
        _statements.SayAgain();
        return true;
    }

    // Owners said something else of a pipeline: it goes on with what is remembered of it.
    private void Relimit()
    {
        if (!_statements.Refresh())
        {
            return;
        }

        lock (_gate)
        {
            _state = _state.With(_settings, _statements.Limits);
            _fold = new ThroughputFold(_settings, _statements.Limits);
        }
    }

    private async Task<string?> KeepAsync(List<ThroughputTransition> told, CancellationToken cancellationToken)
    {
        foreach (ThroughputTransition transition in told)
        {
            _alerts?.Add(transition, _bands?.Current);
        }

        _alerts?.Update(OpenIncidents(), _bands?.Current, _time.GetUtcNow());
        JudgeKeeping keeping;
        string? problem = null;
        try
        {
            keeping = await _keeper.SaveAsync(_state, _histories, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            keeping = _keeper.MayTell ? JudgeKeeping.Unsafe : JudgeKeeping.Waits;
            problem = $"The state was not kept; it is tried again by the next run. {exception.Message}";
            if (_problems.IsDue("keeping"))
            {
                Log.StateNotSaved(_logger, exception.Message);
            }
        }

        switch (keeping)
        {
            case JudgeKeeping.Kept:
                _minutes.Release(_state.NextReceipt!.Value);
                _alerts?.Release();
                break;
            case JudgeKeeping.Unsafe:
                // Told twice after a restart is better than never.
                _alerts?.Release();
                break;
            case JudgeKeeping.Waits:
                break;
            case JudgeKeeping.Lost:
                told.Clear();
                _isLoaded = false;
                if (_problems.IsDue("another"))
                {
                    Log.AnotherJudge(_logger);
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{keeping} is no way in which a state is kept.");
        }

        return problem;
    }
}
