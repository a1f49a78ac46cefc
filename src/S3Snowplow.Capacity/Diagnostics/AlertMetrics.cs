using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity.Diagnostics;

/// <summary>Counts alerts by what became of them. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class AlertMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _alerts;

    public AlertMetrics(IMeterFactory? meters)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _alerts = _meter.CreateCounter<long>("s3snowplow.alerts", "{alert}", "Alerts told to a channel, or given up.");
    }

    public void Told(string channel, bool isSent)
    {
        try
        {
            _alerts.Add(1, new("channel", channel), new KeyValuePair<string, object?>("outcome", isSent ? "sent" : "given_up"));
        }
#pragma warning disable CA1031 // Listeners are other people's code: what they throw must not cost an alert.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    public void Dispose() => _meter.Dispose();
}
