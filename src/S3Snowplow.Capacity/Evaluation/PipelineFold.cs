namespace S3Snowplow.Capacity;

/// <summary>How far one pipeline is judged: a value that a run goes on from, its own of before or one made of the last event of an incident.</summary>
/// <param name="State">The judged state.</param>
/// <param name="LastSign">The last minute with an event up to there; <see langword="null"/> where none is known.</param>
/// <param name="Last">What was told last.</param>
internal sealed record PipelineFold(PipelineState State, long? LastSign, ThroughputTransition? Last)
{
    /// <summary>Where a fold goes on that knows nothing but what the store has.</summary>
    /// <param name="reading">What the store has.</param>
    /// <param name="oldest">The first minute to judge where no incident tells of a later one.</param>
    /// <param name="reach">How many minutes may lie between two signs.</param>
    /// <param name="options">The conditions.</param>
    /// <remarks>
    /// An event <c>throughput_exceeded</c> says all that is needed at its time: whether an incident is open, which one, and the backlog, to less than a byte;
    /// no streak has begun then. The bytes before it are read again for the windows.
    /// </remarks>
    public static PipelineFold From(PipelineReading reading, long oldest, int reach, JudgementOptions options)
    {
        if (reading.LastTransition is not { } told)
        {
            return new PipelineFold(new PipelineState { Pipeline = reading.Pipeline, NextMinute = oldest }, LastSign: null, Last: null);
        }

        long toldAt = MinuteBucket.MinuteOf(told.Time);
        long next = Math.Max(toldAt, oldest);
        bool isOpen = told.State == ThroughputState.Exceeded;
        long[] history = new long[toldAt < oldest ? 0 : options.HistoryMinutes()];
        Array.Fill(history, -1);
        foreach (MinuteBucket minute in Known(reading.Minutes, before: null, reach))
        {
            if (minute.Minute < next && minute.Minute >= next - history.Length)
            {
                history[minute.Minute - next + history.Length] = Math.Clamp(minute.Bytes, 0, MinuteFold.MaxBytes);
            }
        }

        // An incident that began before the lookback is still open; what waits by now is unknown, and what waited then is nearer to it than nothing.
        long backlog = toldAt >= oldest || isOpen ? told.BacklogBytes : 0;
        var state = new PipelineState
        {
            Pipeline = reading.Pipeline,
            NextMinute = next,
            History = history,
            BacklogBeforeHistory = BacklogBefore(history, next, backlog, reading.Capacities),
            Incident = isOpen ? told.Incident : null,
        };
        return new PipelineFold(state, LastSignBefore(reading.Minutes, next), told);
    }

    /// <summary>Whether the store tells of an incident that this fold does not know of: somebody else told it, and it counts.</summary>
    public bool IsBehind(PipelineReading reading) =>
        reading.LastTransition is { } told && (Last is null || told.Time > Last.Time);

    /// <summary>The first minute that has to be read for this fold to go on: what was heard of late amends the history.</summary>
    public long FirstMinute => State.NextMinute - State.History.Count;

    /// <summary>Judges up to the last minute with an event, and gives what there is to tell.</summary>
    /// <remarks>
    /// Not further: whether the minutes after it are empty or unknown is known only when the next event comes. So a run sees a part of what a later one sees,
    /// never something else, and how the time is cut into runs makes no difference.
    /// </remarks>
    /// <param name="reading">What the store has.</param>
    /// <param name="until">The minute behind the last one that may be judged.</param>
    /// <param name="reach">How many minutes may lie between two signs.</param>
    /// <param name="options">The conditions.</param>
    public (PipelineFold Next, IReadOnlyList<ThroughputTransition> Transitions) Judge(PipelineReading reading, long until, int reach, JudgementOptions options)
    {
        long[] history = [.. State.History];
        foreach (MinuteBucket minute in reading.Minutes)
        {
            // What was heard of late: the store has it now.
            if (minute.Minute < State.NextMinute && minute.Minute >= State.NextMinute - history.Length)
            {
                history[minute.Minute - State.NextMinute + history.Length] = Math.Clamp(minute.Bytes, 0, MinuteFold.MaxBytes);
            }
        }

        MinuteBucket[] signs = [.. reading.Minutes.Where(minute => minute.Minute >= State.NextMinute && minute.Minute < until)];
        if (signs.Length == 0)
        {
            return (this with { State = State with { History = history } }, []);
        }

        long lastSign = signs[^1].Minute;
        JudgementResult result = Judgement.Judge(
            State with { History = history },
            Known(signs, LastSign, reach).Where(minute => minute.Minute >= State.NextMinute),
            reading.Capacities,
            MinuteBucket.StartOf(lastSign + 1),
            options);
        return (new PipelineFold(result.State, lastSign, result.Transitions is [.., var last] ? last : Last), result.Transitions);
    }

    /// <summary>The minutes with an event, and the empty ones between two that are near enough to each other.</summary>
    private static IEnumerable<MinuteBucket> Known(IReadOnlyList<MinuteBucket> signs, long? before, int reach)
    {
        foreach (MinuteBucket sign in signs)
        {
            for (long empty = before is { } one && sign.Minute - one <= reach ? one + 1 : sign.Minute; empty < sign.Minute; empty++)
            {
                yield return new MinuteBucket(empty, 0);
            }

            yield return sign;
            before = sign.Minute;
        }
    }

    private static long? LastSignBefore(IReadOnlyList<MinuteBucket> signs, long minute)
    {
        long? last = null;
        foreach (MinuteBucket sign in signs)
        {
            last = sign.Minute < minute ? sign.Minute : last;
        }

        return last;
    }

    // The backlog before the history from which the one after it follows. Over a history it is the greater of two: what the history alone piles up, and the
    // backlog before it plus all that came in less all that was taken. Where the former is greater, bytes were heard of late, and count.
    private static long BacklogBefore(long[] history, long next, long bytes, CapacityTimeline capacities)
    {
        Int128 before = (Int128)bytes * 60;
        for (int i = 0; i < history.Length && !capacities.IsEmpty; i++)
        {
            before -= history[i] < 0 ? 0 : ((Int128)history[i] * 60) - capacities.SixtiethsIn(next - history.Length + i);
        }

        return (long)Int128.Clamp(before, 0, long.MaxValue / 2);
    }
}
