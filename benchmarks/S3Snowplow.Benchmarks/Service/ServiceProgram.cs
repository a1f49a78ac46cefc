using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>The run of what a long-lived service costs: its webhook, its spool, its queue, and nothing to do.</summary>
internal static class ServiceProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        string only = arguments is [.., "--only", var word] ? word : "";
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();

        await using CollectorProcess collector = await CollectorProcess.StartAsync();
        if (only is "" or "webhook")
        {
            await WebhookRun.RunAsync(collector, quick);
            await LargeBodyRun.RunAsync(collector, quick);
        }

        if (only is "" or "spool")
        {
            await SpoolRun.RunAsync(collector, quick);
        }

        if (only is "" or "sqs")
        {
            await SqsRun.RunAsync(collector, quick);
        }

        if (only is "" or "idle")
        {
            await IdleRun.RunAsync(collector, quick);
        }

        return 0;
    }

    /// <summary>The middle one of some figures.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
