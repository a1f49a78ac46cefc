using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Benchmarks.Parts;
using S3Snowplow.Benchmarks.Relay;

return args switch
{
    ["parts", .. string[] rest] => PartsProgram.Run(rest),
    ["relay", .. string[] rest] => await RelayProgram.RunAsync(rest),
    ["collector", .. string[] rest] => NullCollector.Run(stalls: rest is ["--stall"]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("parts [BenchmarkDotNet arguments] | relay [--quick] [--only WORD] | collector [--stall]; see benchmarks/README.md");
    return 2;
}
