namespace S3Snowplow.Benchmarks.Elasticsearch;

/// <summary>The run of what reading the documents of a minute costs: this process, the network, and the model with a million of them.</summary>
internal static class ElasticsearchProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        bool quick = arguments.Contains("--quick");
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        await MinuteRun.RunAsync(quick);
        await ModelRun.RunAsync(quick ? 100_000 : 1_000_000);
        return 0;
    }
}
