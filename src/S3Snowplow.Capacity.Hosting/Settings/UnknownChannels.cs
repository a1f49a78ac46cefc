using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Finds what pipelines say of alerts and no setting has.</summary>
internal static class UnknownChannels
{
    /// <summary>The names in pipelines' <c>alerts</c> for which no channel is set, each with its pipeline; empty where every name has a channel.</summary>
    public static IReadOnlyList<string> Of(IServiceProvider provider, string name)
    {
        HashSet<string> known = [.. provider.GetRequiredKeyedService<OwnedChannels>(name).All.Select(channel => channel.Name)];
        return
        [
            .. (provider.GetRequiredKeyedService<LiveBands>(name).Current?.Pipelines ?? [])
                .SelectMany(pipeline => pipeline.Alerts.Where(alert => !known.Contains(alert)).Select(alert =>
                    $"pipeline {pipeline.Name} names the alert channel '{alert}', which is not set; there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}")),
        ];
    }
}
