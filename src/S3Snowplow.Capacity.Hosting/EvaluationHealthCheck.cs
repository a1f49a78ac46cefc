using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Says whether the last run judged and told all. The relay does not depend on it, so the worst is <see cref="HealthStatus.Degraded"/>.</summary>
internal sealed class EvaluationHealthCheck(EvaluationWorker worker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (worker.Last is not { } last)
        {
            return Task.FromResult(HealthCheckResult.Healthy("the first run is under way"));
        }

        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["pipelines"] = last.Pipelines, ["alerts under way"] = last.UntoldAlerts };
        return Task.FromResult(last.Problem is { } problem ? HealthCheckResult.Degraded($"the last run: {problem}", data: data) : HealthCheckResult.Healthy("judging", data));
    }
}
