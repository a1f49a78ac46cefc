using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What a replay goes through.</summary>
/// <param name="First">The first minute that is folded, before what is shown: else its first incident would come of an empty backlog.</param>
/// <param name="From">The first minute that is shown.</param>
/// <param name="Until">The minute behind the last one.</param>
/// <param name="Lateness">By how many minutes each notification is taken to be late.</param>
internal sealed record ReplaySpan(long First, long From, long Until, int Lateness);

/// <summary>Folds past minutes by the judgement's own fold, as a judge would have done that saw each of them when it was over.</summary>
internal static class Replay
{
    /// <summary>Folds.</summary>
    /// <param name="pipelines">What arrived.</param>
    /// <param name="span">Which minutes.</param>
    /// <param name="settings">The settings of the judgement.</param>
    /// <param name="observers">Who sees the minutes.</param>
    /// <param name="told">Called after each receipt minute with what there is to tell.</param>
    /// <returns>What is remembered at the end.</returns>
    public static FoldState Run(IReadOnlyList<PipelineArrivals> pipelines, ReplaySpan span, FoldSettings settings, IMinuteObservers? observers, Action<long, IReadOnlyList<ThroughputTransition>> told)
    {
        var limits = pipelines.ToDictionary(one => one.Pipeline.Name, LimitsOf, StringComparer.Ordinal);
        var fold = new ThroughputFold(settings, limits);
        var state = new FoldState { NextReceipt = span.First, Observers = observers };
        var minute = new ReceivedMinute(span.First);
        List<ThroughputTransition> transitions = [];
        for (long receipt = span.First; receipt < span.Until + span.Lateness; receipt++)
        {
            Receive(minute, pipelines, receipt, receipt - span.Lateness);
            if (receipt == span.First)
            {
                foreach (PipelineArrivals one in pipelines)
                {
                    minute.AddCapacity(one.Pipeline.Name, new CapacityEntry(receipt * 60_000, one.Pipeline.Throughput.BytesPerHour));
                }
            }

            transitions.Clear();
            fold.Fold(state, minute, transitions);
            told(receipt, transitions);
        }

        return state;
    }

    // What came in a minute, and that the source lives: a listing knows of each minute whether something came.
    private static void Receive(ReceivedMinute received, IReadOnlyList<PipelineArrivals> pipelines, long receipt, long minute)
    {
        received.Reset(receipt);
        received.AddSign();
        foreach (PipelineArrivals one in pipelines)
        {
            if (one.Arrived[minute] is > 0 and long bytes)
            {
                received.AddArrived(one.Pipeline.Name, minute, bytes);
            }

            if (one.ObservesDrain && one.Done[minute] is > 0 and long done)
            {
                received.AddDone(one.Pipeline.Name, minute, done);
            }
        }
    }

    private static PipelineLimits LimitsOf(PipelineArrivals one) =>
        new((int?)one.Pipeline.MaxBehind?.TotalMinutes, (int?)one.Pipeline.Rhythm?.TotalMinutes, one.ObservesDrain);
}
