using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>
/// Says whether the source's last bands are in effect, whether the judge judges and its channels take alerts, and how many pipelines are outgrown. An outgrown pipeline is no fault of this process, and the relay
/// depends on none of it: the worst is <see cref="HealthStatus.Degraded"/>.
/// </summary>
internal sealed class CapacityHealthCheck(string relay, IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var judge = services.GetKeyedService<ThroughputJudge>(relay);
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["pipelines"] = services.GetRequiredKeyedService<CapacityFeed>(relay).Capacities.Count };
        List<string> reasons = [];
        if (services.GetRequiredKeyedService<LiveBands>(relay).Current is null)
        {
            reasons.Add("there are no bands yet, nothing is compared");
        }

        if (services.GetRequiredKeyedService<IBandsSource>(relay).Problem is { } problem)
        {
            reasons.Add($"bands not taken, those before stay in effect: {problem}");
        }

        if (judge is not null)
        {
            AddJudge(judge, data, reasons);
            reasons.AddRange(UnknownChannels.Of(services, relay));
            AddAlerts(services.GetRequiredKeyedService<AlertOutbox>(relay), data, reasons);
        }

        if (services.GetKeyedService<ReceivedCounters>(relay)?.Problem is { } unwritten)
        {
            reasons.Add($"what is counted is not written to the journal, a process that is killed would lose it: {unwritten}");
        }

        string description = reasons.Count > 0 ? string.Join("; ", reasons) : judge is null ? "sending capacities" : "judging";
        return Task.FromResult(new HealthCheckResult(reasons.Count == 0 ? HealthStatus.Healthy : HealthStatus.Degraded, description, exception: null, data));
    }

    private static void AddJudge(ThroughputJudge judge, Dictionary<string, object> data, List<string> reasons)
    {
        IReadOnlyList<PipelineStatus> pipelines = judge.Pipelines;
        int unknown = pipelines.Count(pipeline => pipeline.IsUnknown);
        data["critical"] = pipelines.Count(pipeline => pipeline.Incident is { IsCritical: true });
        data["warning"] = pipelines.Count(pipeline => pipeline.Incident is { IsCritical: false });
        data["unknown"] = unknown;
        data["silent"] = pipelines.Count(pipeline => pipeline.IsSilent);
        if (judge.JudgedUntil is { } until)
        {
            data["judged until"] = until.UtcDateTime.ToString("yyyy-MM-ddTHH:mmZ", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (judge.Last?.Problem is { } unjudged)
        {
            reasons.Add(unjudged);
        }

        if (judge.IsBlind)
        {
            reasons.Add("nothing is heard of the source");
        }
        else if (unknown > 0)
        {
            reasons.Add($"nothing is known of the last minute of {unknown} pipelines");
        }
    }

    private static void AddAlerts(AlertOutbox alerts, Dictionary<string, object> data, List<string> reasons)
    {
        data["alerts owed"] = alerts.Owed;
        foreach (AlertChannelStatus channel in alerts.Channels.Where(channel => channel.Health != AlertChannelHealth.Working))
        {
            reasons.Add($"alert channel {channel.Name} ({channel.Type}) takes nothing since {channel.Since?.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, {channel.Owed} alerts are owed to it: {channel.Reason}");
        }
    }
}
