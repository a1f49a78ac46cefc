using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>The run of what knowing capacities costs: folding a minute, an object event's part of it, its memory, and reading the bands.</summary>
internal static class CapacityProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        FoldRun.Run(quick);
        if (arguments.Contains("fold"))
        {
            return 0;
        }

        await using (CollectorProcess collector = await CollectorProcess.StartAsync())
        {
            await CountingRun.RunAsync(collector.Address, quick);
        }

        MemoryRun.Run();
        ParseRun.Run(quick);
        return 0;
    }
}
