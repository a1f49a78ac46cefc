namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>The run of what knowing capacities costs: folding a minute, its memory, and reading the bands. What it adds to each event is measured by <c>second-design</c>.</summary>
internal static class CapacityProgram
{
    public static int Run(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        FoldRun.Run(quick);
        if (arguments.Contains("fold"))
        {
            return 0;
        }

        MemoryRun.Run();
        ParseRun.Run(quick);
        return 0;
    }
}
