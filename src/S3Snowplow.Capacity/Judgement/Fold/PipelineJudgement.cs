namespace S3Snowplow.Capacity;

/// <summary>What is remembered of one pipeline, and what one more receipt minute makes of it.</summary>
/// <remarks>The parts: receiving, judging, deciding and listening are in files of their own.</remarks>
internal sealed partial class PipelineJudgement
{
    private readonly FoldSettings _settings;
    private readonly PipelineLimits _limits;
    private readonly CapacityHistory _capacities;
    private readonly MinuteRing _arrived;
    private readonly MinuteRing? _done;
    private readonly DelayCounters _delays = new();
    private readonly Rhythm _rhythm = new();
    private readonly SilenceWatch _silence = new();

    // First minute that is judged, and the capacity that stands for all time before it.
    private long _start;
    private long _rateBeforeStart;

    // First minute that still takes late bytes, and first one that is not judged yet.
    private long _oldest;
    private long _next;

    // What waited before the oldest minute, and after the last judged one.
    private WorkBacklog _base;
    private WorkBacklog _backlog;

    // What was free in unknown minutes that are older than the ring, in sixtieths: late bytes of that time may have been worked off in it.
    private Int128 _spare;

    // Whether bytes came for judged minutes: what waits has to be folded again.
    private bool _changed;
    private int _calm;
    private OpenIncident? _incident;
    private bool _differs;

    // Both follow from what is remembered.
    private Thresholds _thresholds;
    private int _delay;

    private PipelineJudgement(FoldSettings settings, PipelineLimits limits, CapacityHistory capacities)
    {
        _settings = settings;
        _limits = limits;
        _capacities = capacities;
        // Most minutes are judged at once. Where they wait, up to the longest delay, the ring makes room.
        _arrived = new MinuteRing(settings.History + 8);
        _done = limits.ObservesDrain ? new MinuteRing(_arrived.Length) : null;
        _delay = _delays.Delay(settings);
    }

    /// <summary>Begins to judge a pipeline that has a capacity now. Nothing is known of what was before.</summary>
    /// <param name="settings">For all pipelines.</param>
    /// <param name="limits">For this one.</param>
    /// <param name="capacities">What was said of its capacity; shared with whoever adds to it.</param>
    /// <param name="receipt">The receipt minute, the first that is judged.</param>
    public static PipelineJudgement Begin(FoldSettings settings, PipelineLimits limits, CapacityHistory capacities, long receipt)
    {
        var judgement = new PipelineJudgement(settings, limits, capacities);
        judgement.StartAt(receipt);
        judgement.Derive();
        return judgement;
    }

    /// <summary>The oldest minute that still takes late bytes.</summary>
    public long Oldest => _oldest;

    /// <summary>What waits after the last judged minute.</summary>
    public WorkBacklog Backlog => _backlog;

    /// <summary>The incident that is open, or <see langword="null"/>. Set where it is known from what was told before.</summary>
    public OpenIncident? Incident
    {
        get => _incident;
        set => _incident = value;
    }

    /// <summary>The first minute that is not judged yet.</summary>
    public long Next => _next;

    /// <summary>Whether nothing is known of the last judged minute.</summary>
    public bool IsUnknown => _next > _oldest && _arrived.IsUnknown(_next - 1);

    /// <summary>Whether it was told that nothing comes.</summary>
    public bool IsSilent => _silence.IsSilent;

    /// <summary>The last receipt minute with bytes; <see langword="null"/>: there was none.</summary>
    public long? LastBytes => _silence.LastBytes;

    /// <summary>For how many minutes it usually gets nothing at most; 0: that is not known.</summary>
    public long UsualGap => _silence.Usual;

    /// <summary>The figures of the last judged minute.</summary>
    public TransitionFigures Figures()
    {
        DrainOf(_next - 1, out long rate, out _);
        rate = _done is not null && _backlog.Busy >= MeasuredMinutes && _next - 1 - _start >= MeasuredMinutes
            ? (long)Int128.Clamp(_done.Sum(_next - MeasuredMinutes, _next - 1), 1, long.MaxValue)
            : rate;
        return FiguresOf(_next - 1, Math.Max(1, rate));
    }

    /// <summary>Folds one receipt minute.</summary>
    /// <param name="minute">What the minute has for all pipelines.</param>
    /// <param name="arrived">The bytes that arrived.</param>
    /// <param name="done">The bytes that were done, where its drain is observed.</param>
    /// <param name="observer">Sees the minutes; changes nothing that is judged.</param>
    /// <returns><see langword="false"/>: the pipeline is no more, and is to be forgotten.</returns>
    public bool Fold(in FoldMinute minute, ReceivedMinute.Cells arrived, ReceivedMinute.Cells done, IMinuteObserver? observer = null)
    {
        _arrived.EnsureCovers(_oldest, minute.Receipt, minute.Receipt - 1);
        _done?.EnsureCovers(_oldest, minute.Receipt, minute.Receipt - 1);
        bool came = Receive(minute.Receipt, arrived, observer);
        ReceiveDone(minute.Receipt, done);
        Refold();
        for (long last = minute.Receipt - _delay; _next <= last;)
        {
            if (!Judge(minute, observer))
            {
                return false;
            }
        }

        Listen(minute, came);
        return true;
    }

    /// <summary>Forgets how late bytes come: those so far were no measure of it.</summary>
    public void ForgetLateness()
    {
        _delays.Clear();
        _delay = _delays.Delay(_settings);
    }

    /// <summary>The clock had been wrong: goes on from another minute. The incident and what was learned stay.</summary>
    public void BeginAnew(long receipt)
    {
        StartAt(receipt);
        _rhythm.Interrupt();
        _silence.BeginAnew(receipt);
    }

    private void StartAt(long receipt)
    {
        _start = receipt;
        _next = receipt;
        _oldest = receipt - _settings.History;
        // Removed by now, but not judged so yet: any capacity will do for the minutes that were never seen.
        _rateBeforeStart = Math.Max(1, _capacities.RateAt(receipt));
        _arrived.Clear();
        _done?.Clear();
        _base = default;
        _backlog = default;
        _spare = 0;
        _changed = false;
        _calm = 0;
    }

    private void Derive() => _thresholds = Thresholds.Of(_settings, _limits, _rhythm.Find(_settings.RhythmCap));

    // Also the last minute up to which both are the same.
    private long DrainOf(long minute, out long rate, out long last)
    {
        if (minute >= _start)
        {
            return _capacities.DrainOf(minute, out rate, out last);
        }

        rate = _rateBeforeStart;
        last = _start - 1;
        return rate;
    }
}

/// <summary>What a receipt minute has for all pipelines.</summary>
/// <param name="Receipt">The minute, since the Unix epoch.</param>
/// <param name="LastSign">The last one with a sign of life, this one included; <see langword="null"/>: there was none.</param>
/// <param name="IsSourceAlive">Whether that is near enough to say that the source lives.</param>
/// <param name="Told">Takes what there is to tell.</param>
internal readonly record struct FoldMinute(long Receipt, long? LastSign, bool IsSourceAlive, ICollection<ThroughputTransition> Told);
