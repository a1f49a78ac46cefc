using BenchmarkDotNet.Attributes;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Reading;

namespace S3Snowplow.Benchmarks.Parts;

/// <summary>Reading notifications against a walk over the same bytes, which does nothing with them.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private const int Notifications = 100;
    private readonly NotificationContent _content = new();
    private ReadOnlyMemory<byte>[] _bodies = [];

    [Params(1, 10)]
    public int Records { get; set; }

    [GlobalSetup]
    public void MakeNotifications() => _bodies = SampleNotifications.Make(Notifications, Records);

    [Benchmark(Baseline = true, OperationsPerInvoke = Notifications)]
    public int Walk() => ReadArm.Walk(_bodies);

    [Benchmark(OperationsPerInvoke = Notifications)]
    public int Parse() => ReadArm.Parse(_bodies, _content);
}
