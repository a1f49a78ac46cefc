using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity.Diagnostics;

/// <summary>What a monitor knows, read when somebody asks. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class MonitorMetrics : IDisposable
{
    private readonly Meter _meter;

    public MonitorMetrics(IMeterFactory? meters, ThroughputMonitor monitor)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _meter.CreateObservableCounter<long>("s3snowplow.monitor.arrivals", () => Arrivals(monitor.Statistics), "{event}", "Data arrivals that the monitor saw, by what it did with them.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.backlog",
            () => monitor.Pipelines.Where(one => one.BacklogBytes is not null).Select(one => new Measurement<long>(one.BacklogBytes!.Value, Of(one))),
            "By",
            "Bytes that a pipeline has got and, by its capacity, not worked off.");
        _meter.CreateObservableGauge<double>(
            "s3snowplow.pipeline.behind",
            () => monitor.Pipelines.Where(one => one.Behind is not null).Select(one => new Measurement<double>(one.Behind!.Value.TotalSeconds, Of(one))),
            "s",
            "How long the newest byte of a pipeline waits.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.exceeded", () => monitor.Pipelines.Select(one => new Measurement<long>(one.IsExceeded ? 1 : 0, Of(one))), "{incident}", "Whether an incident of a pipeline is open, 1 or 0.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.unknown", () => monitor.Pipelines.Select(one => new Measurement<long>(one.IsUnknown ? 1 : 0, Of(one))), "{pipeline}", "Whether nothing is known of a pipeline's last minute, 1 or 0.");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(PipelineStatus pipeline) => new("pipeline", pipeline.Pipeline);

    private static Measurement<long>[] Arrivals(MonitorStatistics counts) =>
    [
        new(counts.Counted, Result("counted")),
        new(counts.Duplicates, Result("duplicate")),
        new(counts.TooLate, Result("too_late")),
        new(counts.Unmatched, Result("unmatched")),
    ];

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);
}
