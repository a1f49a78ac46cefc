using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Hosting.Health;

/// <summary>Says how a relay is: the collector as its last answers showed it, how full the emitter is, and its sources. Asks nobody; costs nothing.</summary>
/// <remarks>
/// Degraded: the collector fails for a reason that passes, a source has a problem or was started again, something is nine tenths full. Unhealthy: what answers at the
/// collector's address is no collector, the emitter is closed, or a source is given up or failed three times in a row.
/// </remarks>
internal sealed class RelayHealthCheck(string name, IServiceProvider services) : IHealthCheck
{
    private const double NearlyFull = 0.9;
    private const int ManyFailures = 3;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var report = new HealthReportDraft();
        ObjectEventRelay relay = services.GetRequiredKeyedService<ObjectEventRelay>(name);
        AddEmitter(report, relay.State);
        int capacity = services.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(name).Delivery.QueueCapacity;
        AddFill(report, "queue", relay.Statistics.Pending / (double)capacity);
        if (services.GetKeyedService<NotificationSpool>(name) is { } spool)
        {
            AddFill(report, "spool", spool.Fill);
            AddFill(report, "spool of rejected ones", spool.RejectedFill);
        }

        foreach (SourceRunner source in services.GetRequiredKeyedService<RelayWorker>(name).Sources)
        {
            AddSource(report, source);
        }

        return Task.FromResult(report.ToResult());
    }

    private static void AddEmitter(HealthReportDraft report, EmitterState state)
    {
        HealthStatus status = state switch
        {
            EmitterState.Sending => HealthStatus.Healthy,
            EmitterState.Retrying => HealthStatus.Degraded,
            _ => HealthStatus.Unhealthy,
        };
        string said = state switch
        {
            EmitterState.Retrying => "the collector fails, events are retried",
            EmitterState.Misdirected => "what answers at the collector's address is no collector",
            EmitterState.Closed => "the emitter is closed",
            _ => "",
        };
        report.Add("collector", state.ToString(), status, said);
    }

    private static void AddFill(HealthReportDraft report, string what, double fill) =>
        report.Add(what, Math.Round(fill, 3), fill >= NearlyFull ? HealthStatus.Degraded : HealthStatus.Healthy, $"the {what} is nearly full");

    private static void AddSource(HealthReportDraft report, SourceRunner source)
    {
        SourceState state = source.State;
        HealthStatus status = state switch
        {
            SourceState.Failed => HealthStatus.Unhealthy,
            _ when source.Failures >= ManyFailures => HealthStatus.Unhealthy,
            _ when source.Failures > 0 || source.Problem is not null => HealthStatus.Degraded,
            _ => HealthStatus.Healthy,
        };
        report.Add($"source {source.Name}", state.ToString(), status, $"source {source.Name} {source.Problem ?? (state == SourceState.Failed ? "is given up" : "failed and is started again")}");
    }
}
