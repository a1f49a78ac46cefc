using S3Snowplow.Benchmarks.Capacity;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Benchmarks.Elasticsearch;
using S3Snowplow.Benchmarks.Listing;
using S3Snowplow.Benchmarks.Parts;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Benchmarks.SecondDesign;
using S3Snowplow.Benchmarks.Service;
using S3Snowplow.Benchmarks.Startup;

return args switch
{
    ["parts", .. string[] rest] => PartsProgram.Run(rest),
    ["relay", .. string[] rest] => await RelayProgram.RunAsync(rest),
    ["second-design", .. string[] rest] => await SecondDesignProgram.RunAsync(rest),
    ["service", .. string[] rest] => await ServiceProgram.RunAsync(rest),
    ["capacity", .. string[] rest] => CapacityProgram.Run(rest),
    ["elasticsearch", .. string[] rest] => await ElasticsearchProgram.RunAsync(rest),
    ["window", .. string[] rest] => await WindowRun.RunAsync(rest),
    ["listing", .. string[] rest] => await ListingProgram.RunAsync(rest),
    ["idle-child"] => await IdleRun.EmptyAsync(),
    ["startup", .. string[] rest] => await StartupProgram.RunAsync(rest),
    ["collector", .. string[] rest] => NullCollector.Run(stalls: rest is ["--stall"], certificateFile: rest is ["--tls", var file] ? file : null),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("parts [BenchmarkDotNet arguments] | relay [--quick] [--only WORD] | second-design [--quick] [--only WORD] | service [--quick] [--only WORD] | capacity [fold] [--quick] | elasticsearch [--quick] | listing [--quick] | window [--quick] | startup [--starts N] [--keep FOLDER] | collector [--stall]; see benchmarks/README.md");
    return 2;
}
