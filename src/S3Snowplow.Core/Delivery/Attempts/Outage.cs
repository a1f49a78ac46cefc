namespace S3Snowplow.Delivery;

/// <summary>
/// What the emitter knows of the collector's health, and when it may try again. While the collector fails, one request at a time is tried,
/// with growing waits; any answer that shows a working collector ends it. Whoever waits with a deadline gets an attempt early in its time, whatever the wait has
/// grown to: a function that is invoked once a minute would else never find out that the collector is back. Guarded by the emitter's lock.
/// </summary>
internal sealed class Outage(RetrySchedule schedule, TimeProvider time)
{
    // Between two attempts for those who wait with a deadline, where the schedule has none: with many of them, a collector that fails is not asked more often.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(500);

    private int _failures;
    private bool _tryParkedNext;
    private long _lastAttemptAt;
    private long _askedUntil;

    public EmitterState State { get; private set; }

    public bool IsActive => State != EmitterState.Sending;

    /// <summary>The time stamp from which on the next attempt may start by the schedule, while the outage lasts.</summary>
    public long NextAttemptAt { get; private set; }

    /// <summary>The time stamp from which on an attempt may start because somebody waits with a deadline.</summary>
    public long WantedAt { get; private set; } = long.MaxValue;

    /// <summary>The earlier of both.</summary>
    public long NextAt => Math.Min(NextAttemptAt, WantedAt);

    /// <summary>The last answer that was a failure; kept for the reason of events that expire unsent.</summary>
    public CollectorAnswer LastFailure { get; private set; }

    /// <summary>How many batches have got through.</summary>
    public long Delivered { get; private set; }

    /// <summary>Whether the next attempt takes a batch that failed before or a new one: by turns, so that neither a batch that can never succeed nor a
    /// long queue keeps the other from showing that the collector is back.</summary>
    public bool TryParkedNext() => _tryParkedNext = !_tryParkedNext;

    /// <summary>
    /// Notes that somebody waits with a deadline: at once, but <see cref="Spacing"/> after the attempt before, and at most a quarter of the time that is left. What
    /// the collector asked for by <c>Retry-After</c> counts for half of that time: to keep silent for all of it would give everything back untried.
    /// </summary>
    /// <param name="left">The time to the deadline.</param>
    public void Want(TimeSpan left)
    {
        if (!IsActive || left <= TimeSpan.Zero)
        {
            return;
        }

        long now = time.GetTimestamp();
        TimeSpan spacing = now < _askedUntil ? Shorter(left / 2, RetrySchedule.MaxRetryAfter) : Shorter(left / 4, Spacing);
        WantedAt = Math.Min(WantedAt, Math.Max(now, _lastAttemptAt + time.ToTimestampTicks(spacing)));
    }

    /// <summary>Notes that somebody waits with a deadline who had an attempt, and may have another: by the steps of the batch itself, which begin anew with each.</summary>
    /// <param name="dueAt">The time stamp at which the batch is due again.</param>
    public void WantAgain(long dueAt)
    {
        if (IsActive)
        {
            WantedAt = Math.Min(WantedAt, Math.Max(dueAt, _lastAttemptAt + time.ToTimestampTicks(Spacing)));
        }
    }

    /// <summary>Notes that nothing is there to be tried: what was wanted has settled otherwise.</summary>
    public void Forget() => WantedAt = long.MaxValue;

    /// <summary>Notes that an attempt begins, which is one for all that wait.</summary>
    public void Begin()
    {
        _lastAttemptAt = time.GetTimestamp();
        WantedAt = long.MaxValue;
    }

    /// <summary>Notes an answer.</summary>
    public void Note(in CollectorAnswer answer)
    {
        _lastAttemptAt = time.GetTimestamp();
        if (answer.Kind is AnswerKind.Delivered or AnswerKind.Suspect)
        {
            Delivered += answer.Kind == AnswerKind.Delivered ? 1 : 0;
            _failures = 0;
            _askedUntil = 0;
            WantedAt = long.MaxValue;
            State = EmitterState.Sending;
            return;
        }

        EmitterState before = State;
        LastFailure = answer;

        // Silence tells nothing new about an address that was wrong; an answer does.
        bool wrongAddress = answer.Kind == AnswerKind.Misdirected || (before == EmitterState.Misdirected && answer.StatusCode is null);
        State = wrongAddress ? EmitterState.Misdirected : EmitterState.Retrying;
        if (answer.RetryAfter is not null)
        {
            _askedUntil = After(schedule.Delay(1, answer.RetryAfter));
        }

        if (before == EmitterState.Sending || time.GetTimestamp() >= NextAttemptAt)
        {
            _failures++;
            NextAttemptAt = After(schedule.Delay(_failures, answer.RetryAfter));
        }
        else if (answer.RetryAfter is not null)
        {
            // A request that was under way when the outage began: no further step of the schedule, and no reason to come sooner than another was told.
            NextAttemptAt = Math.Max(NextAttemptAt, After(schedule.Delay(_failures, answer.RetryAfter)));
        }
    }

    /// <summary>The time stamp at which a batch that failed <paramref name="failures"/> times is due again.</summary>
    public long DueAfter(int failures, TimeSpan? retryAfter) => After(schedule.Delay(failures, retryAfter));

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private long After(TimeSpan delay) => time.GetTimestamp() + time.ToTimestampTicks(delay);
}
