using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>What a judge knows, read when somebody asks. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class JudgeMetrics : IDisposable
{
    private readonly Meter _meter;

    public JudgeMetrics(IMeterFactory? meters, ThroughputJudge judge)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.backlog", () => judge.Pipelines.Select(one => new Measurement<long>(one.Figures.Backlog, Of(one))), "By", "Bytes that a pipeline has got and, by its capacity, not worked off.");
        _meter.CreateObservableGauge<long>(
            "s3snowplow.pipeline.behind", () => judge.Pipelines.Select(one => new Measurement<long>(one.Figures.Behind, Of(one))), "s", "How long the newest byte of a pipeline waits.");
        _meter.CreateObservableGauge<long>(
            "s3snowplow.pipeline.limit", () => judge.Pipelines.Select(one => new Measurement<long>(one.Figures.LimitInForce * 60L, Of(one))), "s", "How long the newest byte of a pipeline may wait: the limit in force.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.incidents",
            () => judge.Pipelines.SelectMany(one => new[]
            {
                new Measurement<long>(one.Incident is { IsCritical: false } ? 1 : 0, Of(one), Severity("warning")),
                new Measurement<long>(one.Incident is { IsCritical: true } ? 1 : 0, Of(one), Severity("critical")),
            }),
            "{incident}",
            "Whether an incident of a pipeline is open, 1 or 0, by severity.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.unknown", () => judge.Pipelines.Select(one => new Measurement<long>(one.IsUnknown ? 1 : 0, Of(one))), "{pipeline}", "Whether nothing is known of a pipeline's last minute, 1 or 0.");
        _meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.pipeline.silent", () => judge.Pipelines.Select(one => new Measurement<long>(one.IsSilent ? 1 : 0, Of(one))), "{pipeline}", "Whether a pipeline has got nothing for unusually long, 1 or 0.");
        _meter.CreateObservableGauge<long>(
            "s3snowplow.judge.minute",
            () => judge.JudgedUntil is { } until ? [new Measurement<long>(until.ToUnixTimeSeconds())] : [],
            "s",
            "The end of the last judged minute, in seconds since the Unix epoch; the judge has stopped where it does not grow.");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(PipelineStatus pipeline) => new("pipeline", pipeline.Name);

    private static KeyValuePair<string, object?> Severity(string severity) => new("severity", severity);
}
