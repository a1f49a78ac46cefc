using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Mapping;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>How many bytes are allocated from an encoded event to its answer: the queue, the batches, the scopes and the requests.</summary>
internal static class AllocationRun
{
    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        int count = quick ? 10_000 : 200_000;
        await using var emit = new EmitArm(collector.Address);
        SnowplowEvent[] events = [.. RelayProgram.Read(SampleNotifications.Make(10_000, records: 1)).Select(one => emit.Encode(one))];
        var arm = new Arm("encoded events to answers", count, () => emit.RunAsync(events, count));

        var rounds = new InterleavedRounds(collector);
        await rounds.WarmUpAsync([arm], quick ? TimeSpan.Zero : TimeSpan.FromSeconds(3));
        await rounds.RunAsync([arm], 5);
        double allocated = rounds.Median(arm, cost => cost.Allocated);
        Console.WriteLine(FormattableString.Invariant($"Allocated from encoded event to answer: {allocated:F1} B/event (must: at most 64)."));
        Console.WriteLine();
    }
}
