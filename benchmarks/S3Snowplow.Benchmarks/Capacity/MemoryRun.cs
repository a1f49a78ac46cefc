using System.Globalization;
using S3Snowplow.Capacity;
using S3Snowplow.Testing;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>What the judge of ten thousand pipelines holds, with an object in each minute of each, while time passes. Without the set of ids, whose size is a setting.</summary>
internal static class MemoryRun
{
    private const int Pipelines = 10_000;

    public static void Run()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var time = new ManualTimeProvider();
        var live = new LiveBands(CapacityBands.Parse(SampleBands.Yaml(Pipelines), "bands.yml"));
        long bands = GC.GetTotalMemory(forceFullCollection: true) - before;
        using var counters = new ReceivedCounters(live, new ReceivedCounterOptions { MaxTrackedEventIds = 0 }, time);
        using var judge = new ThroughputJudge(counters, live, timeProvider: time);
        Judge(judge);

        Console.WriteLine($"| {Pipelines:N0} pipelines | managed heap, MB |");
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the bands | {bands / 1e6:F1} |"));
        Fill(counters, time, 60, () => { });
        Say("and 60 minutes that are not judged yet");
        Fill(counters, time, 400, () => Judge(judge));
        Say("and, 7 hours later, the judged minutes that may still be amended, and the history of a day and a week");
        Console.WriteLine();
        Console.WriteLine("Must: under 64 MB for what is judged, and about 8 KB a pipeline for the history.");
        Console.WriteLine();
        GC.KeepAlive(judge);

        void Say(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:F1} |"));
    }

    // No state is kept and nothing is read: it completes at once.
    private static void Judge(ThroughputJudge judge)
    {
        Task<JudgeResult> run = judge.RunOnceAsync();
        if (!run.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The run waited for something.");
        }
    }

    private static void Fill(ReceivedCounters counters, ManualTimeProvider time, int minutes, Action judge)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            for (int pipeline = 0; pipeline < Pipelines; pipeline++)
            {
                counters.Receive(
                    "example-landing-zone-eu-central-1", string.Create(CultureInfo.InvariantCulture, $"incoming/orders/year=2026/month=03/day=01/part-{pipeline:D5}000"), 1000, time.GetUtcNow(), 0);
            }

            time.Advance(TimeSpan.FromMinutes(1));
            judge();
        }
    }
}
