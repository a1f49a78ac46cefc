using System.Globalization;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Reading;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>
/// Compares the arms and prints what each costs, how near the relay comes to a bare <see cref="HttpClient"/>, and how far it leaves the naive
/// program behind.
/// </summary>
internal static class ComparisonTable
{
    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        // Short rounds and many of them: a burst of other work spoils a few, not the median.
        int events = quick ? 5_000 : 20_000;
        ReadOnlyMemory<byte>[] single = SampleNotifications.Make(quick ? 5_000 : 20_000, records: 1);
        ReadOnlyMemory<byte>[] ten = SampleNotifications.Make(quick ? 500 : 2_000, records: 10);
        ObjectEvent[] objectEvents = RelayProgram.Read(single);
        var content = new NotificationContent();

        await using var emit = new EmitArm(collector.Address);
        await using var relay = new RelayArm(collector.Address);
        using var bare = new BareArm(collector.Address, objectEvents.Take(100).Select(one => emit.Encode(one)));
        using var naive = new NaiveArm(collector.Address);

        // More events for the bare arm and fewer for the naive one, so that all rounds take times of one order.
        var bareArm = new Arm("bare HttpClient, 100 events a body, 2 in flight", events * 5, () => bare.RunAsync(events * 5 / 100));
        var emitArm = new Arm("object events to answers", events, () => emit.RunAsync(objectEvents, events));
        var relayArm = new Arm("notifications of 1 record to settled", events, () => relay.RunAsync(single, events));
        var relayTen = new Arm("notifications of 10 records to settled", events, () => relay.RunAsync(ten, events / 10));
        var channel = new Arm("the same, 1 record, InMemoryObjectEventSource", events, () => relay.RunThroughChannelAsync(single, events));
        var naiveOne = new Arm("naive PostAsJsonAsync, 1 in flight", events / 25, () => naive.RunAsync(single, events / 25, inFlight: 1));
        var naiveTwo = new Arm("naive PostAsJsonAsync, 2 in flight", events / 25, () => naive.RunAsync(single, events / 25, inFlight: 2));
        var walk = new Arm("walk with Utf8JsonReader", single.Length, () => Task.FromResult(ReadArm.Walk(single)), Posts: false);
        var parse = new Arm("parse to object events", single.Length, () => Task.FromResult(ReadArm.Parse(single, content)), Posts: false);

        Arm[] arms = [bareArm, emitArm, relayArm, relayTen, channel, naiveOne, naiveTwo, walk, parse];
        var rounds = new InterleavedRounds(collector);
        await rounds.WarmUpAsync(arms, quick ? TimeSpan.Zero : TimeSpan.FromSeconds(30));
        await rounds.RunAsync(arms, quick ? 3 : 61);

        Console.WriteLine("| program | events/s | CPU µs/event | collector CPU µs/event | allocated B/event |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (Arm arm in arms)
        {
            double perSecond = 1e6 / rounds.Median(arm, cost => cost.Wall);
            (double ours, double theirs) = (rounds.Median(arm, cost => cost.Processor), rounds.Median(arm, cost => cost.Collector));
            Print($"| {arm.Name} | {perSecond:N0} | {ours:F2} | {theirs:F2} | {rounds.Median(arm, cost => cost.Allocated):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine("| ratio | median within a round | quartiles | of the best rounds | by CPU time | must | target |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        PrintRatio(rounds, "object events to answers / bare", emitArm, bareArm, "0.50", "0.60");
        PrintRatio(rounds, "notifications of 1 record / bare", relayArm, bareArm, "0.25", "0.33");
        PrintRatio(rounds, "notifications of 10 records / bare", relayTen, bareArm, "", "");
        PrintRatio(rounds, "InMemoryObjectEventSource / bare", channel, bareArm, "", "");
        PrintRatio(rounds, "notifications of 1 record / naive, 1 in flight", relayArm, naiveOne, "", "");
        PrintRatio(rounds, "notifications of 1 record / naive, 2 in flight", relayArm, naiveTwo, "", "");
        PrintRatio(rounds, "parse / walk", parse, walk, "0.50", "0.70");
        Console.WriteLine();
    }

    private static void PrintRatio(InterleavedRounds rounds, string name, Arm arm, Arm other, string must, string target)
    {
        ArmRatio wall = rounds.Ratio(arm, other, cost => cost.Wall);
        ArmRatio processor = rounds.Ratio(arm, other, cost => cost.Processor);
        Print($"| {name} | **{wall.Median:F2}** | {wall.Low:F2}-{wall.High:F2} | {wall.OfBest:F2} | {processor.Median:F2} | {must} | {target} |");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
