using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Hosting.Health;

/// <summary>Gathers what a health check finds: the worst status, the reasons, and the figures.</summary>
internal sealed class HealthReportDraft
{
    private readonly Dictionary<string, object> _data = [];
    private readonly List<string> _reasons = [];
    private HealthStatus _status = HealthStatus.Healthy;

    /// <param name="what">The figure's name.</param>
    /// <param name="value">The figure.</param>
    /// <param name="status">What it means.</param>
    /// <param name="reason">What to say where it is not healthy.</param>
    public void Add(string what, object value, HealthStatus status, string reason)
    {
        _data[what] = value;
        if (status != HealthStatus.Healthy)
        {
            _reasons.Add(reason);
        }

        // The enumeration falls from Healthy (2) to Unhealthy (0).
        _status = status < _status ? status : _status;
    }

    public HealthCheckResult ToResult() => new(_status, _reasons.Count == 0 ? "relaying" : string.Join("; ", _reasons), exception: null, _data);
}
