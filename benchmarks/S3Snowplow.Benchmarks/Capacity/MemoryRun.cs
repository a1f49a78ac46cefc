using System.Globalization;
using S3Snowplow.Capacity;
using S3Snowplow.Testing;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>What the monitor of ten thousand pipelines holds, with an object in each minute of each, while time passes. Without the set of ids, whose size is a setting.</summary>
internal static class MemoryRun
{
    private const int Pipelines = 10_000;

    public static void Run()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var time = new ManualTimeProvider();
        var live = new LiveBands(CapacityBands.Parse(SampleBands.Yaml(Pipelines), "bands.yml"));
        long bands = GC.GetTotalMemory(forceFullCollection: true) - before;
        using var monitor = new ThroughputMonitor(live, new ThroughputMonitorOptions { MaxTrackedEventIds = 0 }, timeProvider: time);
        monitor.SetCapacities([.. live.Current!.Pipelines.Select(pipeline => new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, time.GetUtcNow(), CapacityOrigin.File, "r"))]);

        Console.WriteLine($"| {Pipelines:N0} pipelines | managed heap, MB |");
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the bands | {bands / 1e6:F1} |"));
        Fill(monitor, time, minutes: 60, judge: false);
        Say("and 60 minutes that are not judged yet");
        monitor.Evaluate();
        Fill(monitor, time, minutes: 180, judge: true);
        Say("and, 3 hours later, the judged minutes that may still be amended");
        Console.WriteLine();
        Console.WriteLine("Must: under 64 MB.");
        Console.WriteLine();
        GC.KeepAlive(monitor);

        void Say(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:F1} |"));
    }

    private static void Fill(ThroughputMonitor monitor, ManualTimeProvider time, int minutes, bool judge)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            for (int pipeline = 0; pipeline < Pipelines; pipeline++)
            {
                string key = string.Create(CultureInfo.InvariantCulture, $"incoming/orders/year=2026/month=03/day=01/part-{pipeline:D5}000");
                monitor.OnObjectEvent(new ObjectEvent
                {
                    Bucket = "example-landing-zone-eu-central-1",
                    Key = key,
                    RawKey = key,
                    KeyDecoded = true,
                    Name = "ObjectCreated:Put",
                    OriginalName = "ObjectCreated:Put",
                    Time = time.GetUtcNow(),
                    TimeText = "",
                    Size = 1000,
                });
            }

            time.Advance(TimeSpan.FromMinutes(1));
            if (judge)
            {
                monitor.Evaluate();
            }
        }
    }
}
