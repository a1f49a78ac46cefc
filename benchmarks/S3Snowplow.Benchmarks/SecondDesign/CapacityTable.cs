using System.Globalization;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>
/// What knowing capacities costs a notification, of what the relay of the earlier commit costs: each round runs that one, the present one, and the present one with 10,000 pipelines whose
/// bytes are counted, without a journal and with one.
/// </summary>
internal static class CapacityTable
{
    private const string Work = "run";

    public static async Task RunAsync(string present, string capacity, string earlier, string scratch, bool quick)
    {
        await using CollectorProcess collector = await CollectorProcess.StartAsync();
        await using var old = ArmProcess.Start(earlier, collector);
        await using var bare = ArmProcess.Start(present, collector);
        await using var counted = ArmProcess.Start(capacity, collector);
        await using var written = ArmProcess.Start(capacity, collector, arguments: Path.Combine(scratch, "journal"));
        ArmProcess[] arms = [old, bare, counted, written];
        int count = quick ? 20_000 : 40_000;
        int warmUp = quick ? 8 : 20;
        var costs = new List<double[]>();
        for (int round = -warmUp; round < (quick ? 11 : 31); round++)
        {
            double[] cost = new double[arms.Length];
            for (int i = 0; i < arms.Length; i++)
            {
                // Who begins takes turns.
                int arm = (i + round + warmUp) % arms.Length;
                cost[arm] = (await arms[arm].RoundAsync(Work, count)).Processor;
            }

            if (round >= 0)
            {
                costs.Add(cost);
            }
        }

        Console.WriteLine($"| 10,000 pipelines, notifications of 1 record | CPU µs | **more than without / {SecondDesignProgram.Commit}** | quartiles | must |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {SecondDesignProgram.Commit}, without | {Median(costs, cost => cost[0]):F2} | | | |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| now, without | {Median(costs, cost => cost[1]):F2} | | | |"));
        Row("now, entity and counters", costs, arm: 2, "0.20");
        Row("the same with a journal", costs, arm: 3, "");
        Console.WriteLine();
    }

    private static void Row(string name, List<double[]> costs, int arm, string must)
    {
        double[] ratios = [.. costs.Select(cost => (cost[arm] - cost[1]) / cost[0]).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(costs, cost => cost[arm]):F2} | **{ratios[ratios.Length / 2]:F2}** | {ratios[ratios.Length / 4]:F2}-{ratios[ratios.Length * 3 / 4]:F2} | {must} |"));
    }

    private static double Median(IEnumerable<double[]> costs, Func<double[], double> value) => Service.ServiceProgram.Median(costs.Select(value));
}
