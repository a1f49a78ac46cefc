using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Benchmarks.Startup;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>The relay of the working tree beside that of the commit before its second design, in one run.</summary>
internal static class SecondDesignProgram
{
    public const string Commit = "2909017";

    public static async Task<int> RunAsync(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        string only = arguments.SkipWhile(argument => argument != "--only").Skip(1).FirstOrDefault("");
        string scratch = Directory.CreateTempSubdirectory("s3snowplow-second-design").FullName;
        try
        {
            Console.WriteLine(Machine.Describe());
            Console.WriteLine();
            var build = new ArmBuild(ArmBuild.Root(), scratch);
            string present = await build.PresentAsync("present");
            string earlier = await build.EarlierAsync(Commit);
            if (only is "" or "ratios")
            {
                await CompareAsync(present, earlier, quick);
            }

            if (only is "" or "capacity")
            {
                await CapacityTable.RunAsync(present, await build.CapacityAsync(), earlier, scratch, quick);
            }

            if (only is "" or "saturated")
            {
                await SaturatedTable.RunAsync(present, await build.PresentAsync("compiled", "-r", StartupArms.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true"), earlier, quick);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task CompareAsync(string presentFile, string earlierFile, bool quick)
    {
        await using CollectorProcess collector = await CollectorProcess.StartAsync();
        await using var present = ArmProcess.Start(presentFile, collector);
        await using var earlier = ArmProcess.Start(earlierFile, collector);
        var rounds = new ArmRounds(present, earlier, quick ? 20_000 : 40_000);

        // Warm-up: the just-in-time compiler takes that long.
        long started = Stopwatch.GetTimestamp();
        do
        {
            await rounds.RunAsync(1);
        }
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(quick ? 15 : 30));

        await rounds.RunAsync(quick ? 15 : 41);
        Console.WriteLine($"| notifications of 1 record | CPU µs, {Commit} | CPU µs, now | **now / {Commit}** | quartiles | by the clock | B, {Commit} | B, now | events a request, {Commit} | now |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Row(rounds, "RunAsync, one source", "run");
        Row(rounds, "RelayAsync, 64 callers, deadline 30 s", "callers");
        Row(rounds, "RunAsync, four sources on one relay", "sources");
        Console.WriteLine();
        Console.WriteLine("| four sources on one relay / one source | by the clock | quartiles | by CPU time |");
        Console.WriteLine("|---|---:|---:|---:|");
        Gain(rounds, Commit, ofPresent: false);
        Gain(rounds, "now", ofPresent: true);
        Console.WriteLine();
    }

    private static void Row(ArmRounds rounds, string name, string work)
    {
        (double low, double median, double high) = rounds.Ratio(work, cost => cost.Processor);
        double Of(bool present, Func<ArmCost, double> value) => rounds.Median(work, present, value);
        Print($"| {name} | {Of(false, cost => cost.Processor):F2} | {Of(true, cost => cost.Processor):F2} | **{median:F2}** | {low:F2}-{high:F2} | {rounds.Ratio(work, cost => cost.Wall).Median:F2} | {Of(false, cost => cost.Allocated):N0} | {Of(true, cost => cost.Allocated):N0} | {Of(false, cost => cost.PerRequest):F0} | {Of(true, cost => cost.PerRequest):F0} |");
    }

    private static void Gain(ArmRounds rounds, string name, bool ofPresent)
    {
        (double low, double median, double high) = rounds.Gain("sources", "run", ofPresent, cost => cost.Wall);
        Print($"| {name} | **{median:F2}** | {low:F2}-{high:F2} | {rounds.Gain("sources", "run", ofPresent, cost => cost.Processor).Median:F2} |");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
