using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>The cost of an event for runs of 1 to 1,000,000 events: it must not grow with their number.</summary>
internal static class ScaleRun
{
    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        ReadOnlyMemory<byte>[] bodies = SampleNotifications.Make(10_000, records: 1);
        await using var relay = new RelayArm(collector.Address);
        var rounds = new InterleavedRounds(collector);
        await rounds.WarmUpAsync([ArmOf(relay, bodies, 10_000)], quick ? TimeSpan.Zero : TimeSpan.FromSeconds(8));

        Console.WriteLine("| notifications of 1 record | µs/event | CPU µs/event |");
        Console.WriteLine("|---:|---:|---:|");
        for (int count = 1; count <= (quick ? 10_000 : 1_000_000); count *= 10)
        {
            Arm arm = ArmOf(relay, bodies, count);
            await rounds.RunAsync([arm], count < 1_000_000 ? 9 : 3);
            (double wall, double processor) = (rounds.Median(arm, cost => cost.Wall), rounds.Median(arm, cost => cost.Processor));
            Console.WriteLine(FormattableString.Invariant($"| {count:N0} | {wall:F2} | {processor:F2} |"));
        }

        Console.WriteLine();
    }

    private static Arm ArmOf(RelayArm relay, ReadOnlyMemory<byte>[] bodies, int count) => new("scale", count, () => relay.RunAsync(bodies, count));
}
