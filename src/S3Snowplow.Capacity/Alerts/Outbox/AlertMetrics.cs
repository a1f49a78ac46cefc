using System.Diagnostics;
using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Counts attempts to tell, and shows how each channel is doing. Listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class AlertMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _alerts;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes the meter; by default one of its own.</param>
    /// <param name="channels">How the channels are doing.</param>
    /// <param name="time">The clock.</param>
    public AlertMetrics(IMeterFactory? meters, Func<IReadOnlyList<AlertChannelStatus>> channels, TimeProvider time)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _alerts = _meter.CreateCounter<long>("s3snowplow.alerts", "{alert}", "Attempts to tell a channel, and what a silence held back.");
        _meter.CreateObservableGauge("s3snowplow.alerts.owed", () => channels().Select(channel => Of(channel, (long)channel.Owed)), "{alert}", "What a channel is owed.");
        _meter.CreateObservableGauge(
            "s3snowplow.alerts.owed.age",
            () => channels().Select(channel => Of(channel, channel.OldestOwed is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0)),
            "s",
            "For how long the oldest of it is owed.");
        _meter.CreateObservableGauge(
            "s3snowplow.alerts.failing", () => channels().Select(channel => Of(channel, channel.Health == AlertChannelHealth.Working ? 0L : 1L)), "{channel}", "1 while a channel fails.");
    }

    public void Told(string channel, AlertOutcome outcome) => Add(channel, outcome switch
    {
        AlertOutcome.Delivered => "delivered",
        AlertOutcome.Accepted => "accepted",
        AlertOutcome.Refused => "refused",
        AlertOutcome.Broken => "broken",
        AlertOutcome.Throttled => "throttled",
        AlertOutcome.Unreachable => "unreachable",
        AlertOutcome.Unknown => "unknown",
        _ => throw new UnreachableException($"{outcome} is no outcome."),
    });

    public void Silenced(string channel) => Add(channel, "silenced");

    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Of<T>(AlertChannelStatus channel, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("channel", channel.Name));

    private void Add(string channel, string outcome)
    {
        try
        {
            _alerts.Add(1, new("channel", channel), new KeyValuePair<string, object?>("outcome", outcome));
        }
#pragma warning disable CA1031 // Listeners are other people's code: what they throw must not cost an alert.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
