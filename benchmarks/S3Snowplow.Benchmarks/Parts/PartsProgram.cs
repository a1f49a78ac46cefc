using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace S3Snowplow.Benchmarks.Parts;

/// <summary>Runs the benchmarks of single parts; takes BenchmarkDotNet's own arguments, all parts without any.</summary>
internal static class PartsProgram
{
    public static int Run(string[] arguments)
    {
        // In this process: BenchmarkDotNet would generate a project, which warnings as errors and central versions do not let build.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        string[] filter = arguments.Contains("--filter") ? arguments : ["--filter", "*", .. arguments];
        BenchmarkSwitcher.FromAssembly(typeof(PartsProgram).Assembly).Run(filter, config);
        return 0;
    }
}
