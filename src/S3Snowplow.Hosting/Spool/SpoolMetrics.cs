using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Hosting.Spool;

/// <summary>What a spool holds, read when somebody asks. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class SpoolMetrics
{
    public SpoolMetrics(IMeterFactory meters, NotificationSpool spool)
    {
        Meter meter = meters.Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version });
        KeyValuePair<string, object?> open = new("state", "open"), rejected = new("state", "rejected");
        meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.spool.length", () => [new(spool.Count, open), new(spool.RejectedCount, rejected)], "{notification}", "Notifications in the spool.");
        meter.CreateObservableUpDownCounter<long>(
            "s3snowplow.spool.size", () => [new(spool.Store.Bytes, open), new(spool.RejectedStore.Bytes, rejected)], "By", "Bytes of the notifications in the spool.");
    }
}
