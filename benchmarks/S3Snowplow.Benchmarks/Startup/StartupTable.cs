using System.Globalization;

namespace S3Snowplow.Benchmarks.Startup;

/// <summary>Prints what the starts took, and the ratios to the reference.</summary>
internal static class StartupTable
{
    private const double Megabyte = 1024 * 1024;

    public static void Print(string title, IReadOnlyList<StartupArm> arms, Dictionary<StartupArm, List<StartCost>> costs, Dictionary<StartupArm, WarmCost> warm)
    {
        Console.WriteLine($"\n{title}\n");
        Console.WriteLine("| program | start to answer, ms | p95 | peak memory, MB | after the invocations | warm, µs | size, MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (StartupArm arm in arms)
        {
            List<StartCost> cost = costs[arm];
            (double median, double p95) = (Quantile(cost, one => one.Answered, 0.5), Quantile(cost, one => one.Answered, 0.95));
            string rest = arm.IsFunction
                ? Text($"{Quantile(cost, one => one.PeakMemory, 0.5) / Megabyte:F1} | {warm[arm].PeakMemory / Megabyte:F1} | {warm[arm].Warm:F0}")
                : " | | ";
            Console.WriteLine(Text($"| {arm.Name} | {median:F2} | {p95:F2} | {rest} | {arm.Size / Megabyte:F2} |"));
        }

        StartupArm sample = arms[0];
        StartupArm reference = arms[1];
        Console.WriteLine("\n| ratio | got | must | target |\n|---|---:|---:|---:|");
        Ratio("start to answer: the sample / by hand", costs, sample, reference, one => one.Answered, "1.15", "0.75");
        Ratio("peak memory: the sample / by hand", costs, sample, reference, one => one.PeakMemory, "1.20", "");
        Console.WriteLine(Text($"| peak memory after the invocations: the sample / by hand | **{warm[sample].PeakMemory / warm[reference].PeakMemory:F2}** | 1.30 | |"));
        Console.WriteLine(Text($"| warm: the sample / by hand | **{warm[sample].Warm / warm[reference].Warm:F2}** | 1.10 | |"));
        if (arms.FirstOrDefault(arm => arm.Name.EndsWith("ReadyToRun", StringComparison.Ordinal)) is { } ready)
        {
            Ratio("start to answer: ReadyToRun / just-in-time", costs, ready, arms[^1], one => one.Answered, "0.60", "");
        }
    }

    private static void Ratio(string name, Dictionary<StartupArm, List<StartCost>> costs, StartupArm arm, StartupArm other, Func<StartCost, double> value, string must, string target) =>
        Console.WriteLine(Text($"| {name} | **{Quantile(costs[arm], value, 0.5) / Quantile(costs[other], value, 0.5):F2}** | {must} | {target} |"));

    private static double Quantile(List<StartCost> costs, Func<StartCost, double> value, double quantile)
    {
        double[] sorted = [.. costs.Select(value).Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
