using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Says how the capacities are: whether the source's last content is in effect, and how many pipelines are exceeded or unknown. An exceeded pipeline is no fault of this process.</summary>
internal sealed class CapacityHealthCheck(string relay, IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<PipelineStatus> pipelines = services.GetKeyedService<ThroughputMonitor>(relay)?.Pipelines ?? [];
        int unknown = pipelines.Count(pipeline => pipeline.IsUnknown);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pipelines"] = services.GetRequiredKeyedService<CapacityFeed>(relay).Capacities.Count,
            ["exceeded"] = pipelines.Count(pipeline => pipeline.IsExceeded),
            ["unknown"] = unknown,
        };
        List<string> reasons = [];
        if (services.GetRequiredKeyedService<LiveBands>(relay).Current is null)
        {
            reasons.Add("there are no bands yet, nothing is compared");
        }

        if (services.GetRequiredKeyedService<IBandsSource>(relay).Problem is { } problem)
        {
            reasons.Add($"bands not taken, those before stay in effect: {problem}");
        }

        if (unknown > 0)
        {
            reasons.Add($"nothing is known of the last minute of {unknown} pipelines");
        }

        return Task.FromResult(new HealthCheckResult(
            reasons.Count == 0 ? HealthStatus.Healthy : HealthStatus.Degraded, reasons.Count == 0 ? "comparing" : string.Join("; ", reasons), exception: null, data));
    }
}
