namespace S3Snowplow.Delivery;

/// <summary>
/// What the emitter knows of the collector's health, and when it may try again. While the collector fails, one request at a time is tried,
/// with growing waits; any answer that shows a working collector ends it. Guarded by the emitter's lock.
/// </summary>
internal sealed class Outage(RetrySchedule schedule, TimeProvider time)
{
    private int _failures;
    private bool _tryParkedNext;

    public EmitterState State { get; private set; }

    public bool IsActive => State != EmitterState.Sending;

    /// <summary>The time stamp from which on the next attempt may start, while the outage lasts.</summary>
    public long NextAttemptAt { get; private set; }

    /// <summary>The last answer that was a failure; kept for the reason of events that expire unsent.</summary>
    public CollectorAnswer LastFailure { get; private set; }

    /// <summary>How many batches have got through.</summary>
    public long Delivered { get; private set; }

    /// <summary>Whether the next attempt takes a batch that failed before or a new one: by turns, so that neither a batch that can never succeed nor a
    /// long queue keeps the other from showing that the collector is back.</summary>
    public bool TryParkedNext() => _tryParkedNext = !_tryParkedNext;

    /// <summary>Notes an answer.</summary>
    public void Note(in CollectorAnswer answer)
    {
        if (answer.Kind is AnswerKind.Delivered or AnswerKind.Suspect)
        {
            Delivered += answer.Kind == AnswerKind.Delivered ? 1 : 0;
            _failures = 0;
            State = EmitterState.Sending;
            return;
        }

        EmitterState before = State;
        LastFailure = answer;

        // Silence tells nothing new about an address that was wrong; an answer does.
        bool wrongAddress = answer.Kind == AnswerKind.Misdirected || (before == EmitterState.Misdirected && answer.StatusCode is null);
        State = wrongAddress ? EmitterState.Misdirected : EmitterState.Retrying;
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

    private long After(TimeSpan delay) => time.GetTimestamp() + time.ToTimestampTicks(delay);
}
