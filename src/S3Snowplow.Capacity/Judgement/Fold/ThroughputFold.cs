namespace S3Snowplow.Capacity;

/// <summary>
/// The judgement of throughput: a state and what was received in one minute give the next state and what there is to tell. Nothing else goes into it, neither a clock nor the time
/// at which it is run.
/// </summary>
/// <remarks>
/// <para>Every receipt minute is folded once, in order, those without anything too. The state is changed in place; in a minute in which nothing is told nothing is allocated.</para>
/// <para>Whoever calls leaves out what was delivered twice, and hands in with the next minute what becomes visible when its own was folded already.</para>
/// <para>Follows the project's specification of the judgement; the tests compare it with the reference model's answers line by line.</para>
/// </remarks>
/// <param name="settings">For all pipelines of the source.</param>
/// <param name="limits">What owners said, by name of pipeline.</param>
internal sealed class ThroughputFold(FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
{
    private const long MinuteInMilliseconds = 60_000;

    /// <summary>Folds a receipt minute.</summary>
    /// <param name="state">What is remembered; it was begun or restored with the same settings and limits.</param>
    /// <param name="received">What was received in the minute that comes next.</param>
    /// <param name="told">Takes what there is to tell, in order.</param>
    /// <exception cref="ArgumentException">It is another minute than the next one.</exception>
    public void Fold(FoldState state, ReceivedMinute received, ICollection<ThroughputTransition> told)
    {
        long receipt = received.Receipt;
        if (state.NextReceipt is { } next && next != receipt)
        {
            throw new ArgumentException($"The receipt minute {receipt} was given, but {next} comes next: each is folded once, in order.", nameof(received));
        }

        Say(state, received);
        if (received.IsAlive)
        {
            state.LastSign = receipt;
            if (state.IsBlind)
            {
                state.IsBlind = false;
                told.Add(new ThroughputTransition(TransitionKind.Seen, null, receipt, receipt));
            }
        }

        TellSuspects(state, receipt, told);
        var minute = new FoldMinute(receipt, state.LastSign, receipt - state.LastSign < settings.AliveReach, told);
        bool anyIsOver = false;
        foreach (TrackedPipeline pipeline in state.Pipelines)
        {
            anyIsOver |= !Fold(pipeline, minute, received);
        }

        if (anyIsOver)
        {
            RemoveThoseOver(state, receipt);
        }

        if (!state.IsBlind && receipt - state.LastSign >= settings.BlindAfter)
        {
            state.IsBlind = true;
            told.Add(new ThroughputTransition(TransitionKind.Blind, null, receipt, receipt));
        }

        state.NextReceipt = receipt + 1;
    }

    // False: it is over and may be forgotten.
    private bool Fold(TrackedPipeline pipeline, in FoldMinute minute, ReceivedMinute received)
    {
        if (pipeline.Judgement is null)
        {
            if (pipeline.Capacities.RateAt(minute.Receipt) == 0)
            {
                return !pipeline.Capacities.IsOver(minute.Receipt);
            }

            pipeline.Judgement = PipelineJudgement.Begin(settings, pipeline.Limits, pipeline.Capacities, minute.Receipt);
        }

        (ReceivedMinute.Cells arrived, ReceivedMinute.Cells done) = received.Of(pipeline.Name);
        if (!pipeline.Judgement.Fold(minute, arrived, done, pipeline.Observer))
        {
            pipeline.Judgement = null;
        }

        return true;
    }

    private static void RemoveThoseOver(FoldState state, long receipt) =>
        state.Pipelines.RemoveAll(pipeline => pipeline.Judgement is null && pipeline.Capacities.IsOver(receipt));

    private void Say(FoldState state, ReceivedMinute received)
    {
        foreach ((string name, CapacityEntry entry) in received.Capacities)
        {
            TrackedPipeline pipeline = state.Track(name, limits.GetValueOrDefault(name, PipelineLimits.None));
            // Judged minutes are never judged again: what is heard now counts from now on at the earliest.
            long time = state.NextReceipt is null ? entry.Time : Math.Max(entry.Time, received.Receipt * MinuteInMilliseconds);
            pipeline.Capacities.Say(entry with { Time = time }, settings.Confirm);
            pipeline.Capacities.Forget(pipeline.Judgement?.Oldest ?? received.Receipt, settings.Confirm);
            state.Suspects = null;
        }
    }

    private void TellSuspects(FoldState state, long receipt, ICollection<ThroughputTransition> told)
    {
        if (state.Suspects is null)
        {
            state.Suspects = [];
            foreach (TrackedPipeline pipeline in state.Pipelines)
            {
                pipeline.Capacities.AddSuspectsTo(state.Suspects, receipt, settings.Confirm);
            }

            state.Suspects.Sort((a, b) =>
            {
                int byMinute = a.Minute.CompareTo(b.Minute);
                int byName = byMinute != 0 ? byMinute : string.CompareOrdinal(a.Pipeline, b.Pipeline);
                int byOld = byName != 0 ? byName : a.Old.CompareTo(b.Old);
                return byOld != 0 ? byOld : a.New.CompareTo(b.New);
            });
        }

        foreach (SuspectCapacity suspect in state.Suspects)
        {
            if (suspect.Minute == receipt)
            {
                told.Add(new ThroughputTransition(TransitionKind.CapacitySuspect, suspect.Pipeline, receipt, receipt) { Capacities = (suspect.Old, suspect.New) });
            }
        }
    }
}
