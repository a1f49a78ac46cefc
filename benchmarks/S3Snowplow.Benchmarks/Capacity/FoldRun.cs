using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>What it costs to fold a minute of ten thousand pipelines: with bytes in each on time, with a part of them from the minute before, from hours ago, and with none at all.</summary>
internal static class FoldRun
{
    private const int Pipelines = 10_000;
    private const long Start = 29_000_160;
    private const long BytesPerHour = 3_600_000_000;

    // Longer than the ring, so that minutes leave it, and that the slots of the rhythm are filled.
    private const int Before = 1_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, Pipelines).Select(i => string.Create(CultureInfo.InvariantCulture, $"pipeline-{i:D5}"))];

    public static void Run(bool quick)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Pipelines:N0} pipelines, 60 minutes | CPU ms/minute, median | worst | allocated B/minute | state, MB |"));
        Console.WriteLine("|---|---:|---:|---:|---:|");
        int before = quick ? 400 : Before;
        Measure("nothing comes", before, (_, _, _) => { });
        Measure("bytes in each, on time", before, (received, name, minute) => received.AddArrived(name, minute, 40_000_000));
        Measure("and some of the minute before", before, (received, name, minute) =>
        {
            received.AddArrived(name, minute, 39_000_000);
            received.AddArrived(name, minute - 1, 1_000_000);
        });
        Measure("and some of four hours before", before, (received, name, minute) =>
        {
            received.AddArrived(name, minute, 39_000_000);
            received.AddArrived(name, minute - 240, 1_000_000);
        });
        Console.WriteLine();
        Console.WriteLine("Must: 50 ms a minute.");
        Console.WriteLine();
    }

    private static void Measure(string what, int before, Action<ReceivedMinute, string, long> receive)
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        var settings = new FoldSettings();
        var fold = new ThroughputFold(settings, new Dictionary<string, PipelineLimits>());
        var state = new FoldState();
        var received = new ReceivedMinute(Start);
        List<ThroughputTransition> told = [];
        foreach (string name in Names)
        {
            received.AddCapacity(name, new CapacityEntry(Start * 60_000, BytesPerHour));
        }

        double[] times = new double[60];
        long allocated = 0;
        for (int i = -before; i < times.Length; i++)
        {
            foreach (string name in Names)
            {
                receive(received, name, received.Receipt);
            }

            received.AddSign();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Environment.CpuUsage.TotalTime;
            fold.Fold(state, received, told);
            if (i >= 0)
            {
                times[i] = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
                allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }

            received.Reset(received.Receipt + 1);
        }

        if (told.Count > 0)
        {
            throw new InvalidOperationException($"A healthy day told {told[0]}.");
        }

        Array.Sort(times);
        received.Reset(received.Receipt);
        double held = (GC.GetTotalMemory(forceFullCollection: true) - heap) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Service.ServiceProgram.Median(times):F1} | {times[^1]:F1} | {allocated / times.Length:N0} | {held:F1} |"));
        GC.KeepAlive(state);
    }
}
