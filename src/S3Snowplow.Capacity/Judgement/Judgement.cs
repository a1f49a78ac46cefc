namespace S3Snowplow.Capacity;

/// <summary>The judgement: whether more comes in than a pipeline can take. A pure fold over minutes.</summary>
/// <remarks>
/// <para>At the close of each minute: <c>load</c> of a window = bytes in it / capacity integrated over it; <c>backlog = max(0, backlog + bytes - capacity)</c>;
/// <c>behind = backlog / capacity</c>. Exceeded: some window's load is above its limit, or behind above <see cref="JudgementOptions.MaxBehind"/>, and behind
/// above <see cref="JudgementOptions.MinBehind"/>, for <see cref="JudgementOptions.MinDuration"/>. Recovered: every window's load below 0.9 of its limit, and
/// behind below half of MaxBehind, for <see cref="JudgementOptions.RecoveryDuration"/>.</para>
/// <para>A minute of which nothing is known changes nothing: it neither adds to the backlog nor works it off, and counts for no streak. In a
/// window that has such minutes, load is measured so that they speak for neither side: towards an incident against the whole window's capacity, towards the
/// end of one against the capacity of the known minutes.</para>
/// <para>Bytes that are heard of after their minute was judged change the backlog and the windows of the minutes to come. What was told is not taken back.</para>
/// </remarks>
public static class Judgement
{
    /// <summary>Below this part of its limit a window counts as recovered; the gap to the limit keeps it from flapping.</summary>
    internal const double RecoveryFactor = 0.9;

    /// <summary>Judges the minutes from <see cref="PipelineState.NextMinute"/> on.</summary>
    /// <param name="state">What is remembered; the same state, buckets and capacities give the same answer.</param>
    /// <param name="buckets">
    /// Bytes by minute, in any order. A minute to judge without any bucket is unknown. Those of minutes that were judged before amend the history, or are left
    /// out where they are older. Those from <paramref name="until"/> on are left out: give them again in the run that judges them.
    /// </param>
    /// <param name="capacities">The pipeline's capacities over the time of the history and of the buckets.</param>
    /// <param name="until">Minutes that end here or before are judged. How the time is cut into runs makes no difference.</param>
    /// <param name="options">The conditions.</param>
    public static JudgementResult Judge(
        PipelineState state, IEnumerable<MinuteBucket> buckets, CapacityTimeline capacities, DateTimeOffset until, JudgementOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(buckets);
        ArgumentNullException.ThrowIfNull(capacities);
        ArgumentNullException.ThrowIfNull(options);

        long first = state.NextMinute - state.History.Count;
        long end = Math.Max(state.NextMinute, MinuteBucket.MinuteOf(until));
        long[] minutes = Fill(state, buckets, first, end);
        if (capacities.IsEmpty)
        {
            // Without a capacity there is no measure, and what came in is kept in case that one arrives.
            return new JudgementResult(Remember(state with { NextMinute = end, IsUnknown = true }, minutes, first, state.BacklogBeforeHistory, null, options), []);
        }

        var transitions = new List<ThroughputTransition>();
        var fold = new MinuteFold(state, minutes, first, capacities, options, transitions);
        fold.Run(state.NextMinute);
        return new JudgementResult(Remember(fold.State with { NextMinute = end }, minutes, first, state.BacklogBeforeHistory, capacities, options), transitions);
    }

    /// <summary>The estimated backlog of a state, in bytes.</summary>
    public static long BacklogBytes(PipelineState state, CapacityTimeline capacities)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(capacities);

        long minute = state.NextMinute - state.History.Count;
        long backlog = state.BacklogBeforeHistory;
        foreach (long bytes in state.History)
        {
            backlog = MinuteFold.Next(backlog, bytes, capacities.IsEmpty ? 0 : capacities.SixtiethsIn(minute));
            minute++;
        }

        return backlog / 60;
    }

    private static long[] Fill(PipelineState state, IEnumerable<MinuteBucket> buckets, long first, long end)
    {
        long[] minutes = new long[end - first];
        for (int i = 0; i < minutes.Length; i++)
        {
            minutes[i] = i < state.History.Count ? state.History[i] : -1;
        }

        foreach (MinuteBucket bucket in buckets)
        {
            if (bucket.Minute >= first && bucket.Minute < end)
            {
                ref long minute = ref minutes[bucket.Minute - first];
                minute = Math.Min(MinuteFold.MaxBytes, Math.Max(0, minute) + Math.Clamp(bucket.Bytes, 0, MinuteFold.MaxBytes));
            }
        }

        return minutes;
    }

    private static PipelineState Remember(PipelineState state, long[] minutes, long first, long backlog, CapacityTimeline? capacities, JudgementOptions options)
    {
        int forget = Math.Max(0, minutes.Length - options.HistoryMinutes());
        for (int i = 0; i < forget && capacities is not null; i++)
        {
            backlog = MinuteFold.Next(backlog, minutes[i], capacities.SixtiethsIn(first + i));
        }

        return state with { History = minutes[forget..], BacklogBeforeHistory = backlog };
    }
}

/// <summary>What a judgement came to.</summary>
/// <param name="State">To be given to the next run.</param>
/// <param name="Transitions">What there is to tell, in order of time; most often nothing.</param>
public sealed record JudgementResult(PipelineState State, IReadOnlyList<ThroughputTransition> Transitions);
