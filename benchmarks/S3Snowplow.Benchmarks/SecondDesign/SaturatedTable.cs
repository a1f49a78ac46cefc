using System.Globalization;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>
/// A process that has one processor and too much to do from its start on: how soon it is as fast as it will ever be, for settings of the just-in-time compiler, which wants the same processor.
/// </summary>
internal static class SaturatedTable
{
    private const int EarlySecond = 5;

    public static async Task RunAsync(string present, string compiled, string earlier, bool quick)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2 || !File.Exists("/usr/bin/taskset"))
        {
            Console.WriteLine("SKIPPED: one saturated processor. It needs Linux with taskset and a second processor for the collector.");
            return;
        }

        (int steady, int seconds, int starts) = quick ? (16, 20, 1) : (25, 30, 3);
        RuntimeSetting[] settings = quick ? RuntimeSetting.Few : RuntimeSetting.All;
        (string Name, string File, RuntimeSetting Setting)[] rows =
        [
            ($"{SecondDesignProgram.Commit}, default", earlier, settings[0]),
            .. settings.Select(setting => (setting.Name, setting.Compiled ? compiled : present, setting)),
        ];
        var runs = rows.ToDictionary(row => row.Name, _ => new List<IReadOnlyList<SecondOfRun>>());
        await using CollectorProcess collector = await CollectorProcess.StartAsync();
        for (int start = 0; start < starts; start++)
        {
            foreach ((string name, string file, RuntimeSetting setting) in rows)
            {
                await using var arm = ArmProcess.Start(file, collector, setting.WriteFor(file), processor: 0);
                runs[name].Add(await arm.SecondsAsync(seconds));
            }
        }

        double best = runs.Values.Max(all => Steady(all, steady));
        Console.WriteLine($"| one processor, notifications by second of its time | in the first second | in second {EarlySecond} | steady, after {steady} s | **second {EarlySecond} / its steady** | second {EarlySecond} / the best steady |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach ((string name, List<IReadOnlyList<SecondOfRun>> all) in runs)
        {
            double early = Median(all.Select(run => At(run, EarlySecond)));
            double own = Median(all.Select(run => At(run, EarlySecond) / Steady([run], steady)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Median(all.Select(run => At(run, 1))):N0} | {early:N0} | {Steady(all, steady):N0} | **{own:F2}** | {early / best:F2} |"));
        }

        Console.WriteLine();
    }

    private static double At(IReadOnlyList<SecondOfRun> run, int second) => run.First(one => one.Until >= second).PerProcessorSecond;

    private static double Steady(IReadOnlyList<IReadOnlyList<SecondOfRun>> runs, int after) =>
        Median(runs.Select(run => Median(run.Where(one => one.Until > after).Select(one => one.PerProcessorSecond))));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
