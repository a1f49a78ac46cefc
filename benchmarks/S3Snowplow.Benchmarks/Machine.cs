using System.Runtime;
using System.Runtime.InteropServices;

namespace S3Snowplow.Benchmarks;

/// <summary>What a measurement was taken on; numbers without it mean nothing.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string gc = GCSettings.IsServerGC ? "server" : "workstation";
        return $"{Environment.ProcessorCount} cores, {Processor()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {gc} GC";
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
