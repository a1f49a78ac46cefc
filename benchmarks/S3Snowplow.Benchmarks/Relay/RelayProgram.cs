using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Reading;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>The whole-program run: arms by turns against a null collector, then what no ratio shows.</summary>
internal static class RelayProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        string only = arguments is [.., "--only", var word] ? word : "";
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();

        await using (CollectorProcess collector = await CollectorProcess.StartAsync())
        {
            if (only is "" or "ratios")
            {
                await ComparisonTable.RunAsync(collector, quick);
            }

            if (only is "" or "allocation")
            {
                await AllocationRun.RunAsync(collector, quick);
            }

            if (only is "" or "scale")
            {
                await ScaleRun.RunAsync(collector, quick);
            }
        }

        if (only is "" or "stall")
        {
            await StalledCollectorRun.RunAsync(quick);
        }

        return 0;
    }

    /// <summary>The object events of <paramref name="bodies"/>.</summary>
    public static ObjectEvent[] Read(ReadOnlyMemory<byte>[] bodies) =>
        [.. bodies.SelectMany(body => NotificationReader.ReadStrict(body))];
}
