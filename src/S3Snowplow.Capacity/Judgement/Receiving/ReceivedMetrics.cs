using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>What was counted, read when somebody asks. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class ReceivedMetrics : IDisposable
{
    private readonly Meter _meter;

    public ReceivedMetrics(IMeterFactory? meters, ReceivedCounters counters)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _meter.CreateObservableCounter<long>(
            "s3snowplow.capacity.arrivals", () => Arrivals(counters.Statistics), "{event}", "Data arrivals that the capacity counters saw, by what they did with them.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Arrivals(ReceivedStatistics counts) =>
    [
        new(counts.Counted, Result("counted")),
        new(counts.Done, Result("done")),
        new(counts.Duplicates, Result("duplicate")),
        new(counts.Unmatched, Result("unmatched")),
    ];

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);
}
