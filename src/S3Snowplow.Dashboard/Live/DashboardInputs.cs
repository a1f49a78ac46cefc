using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Dashboard.Live;

/// <summary>What a page is about. Everything but the clock may be missing: a relay without a judge, a judge without a relay.</summary>
internal sealed record DashboardInputs
{
    /// <summary>The name under which alerts are told.</summary>
    public string Source { get; init; } = "s3snowplow";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who judges.</summary>
    public ThroughputJudge? Judge { get; init; }

    /// <summary>The bands in effect.</summary>
    public LiveBands? Bands { get; init; }

    /// <summary>Where the bands come from.</summary>
    public IBandsSource? BandsSource { get; init; }

    /// <summary>Who tells.</summary>
    public AlertOutbox? Alerts { get; init; }

    /// <summary>The limits that words speak of.</summary>
    public AlertOptions Words { get; init; } = new();

    /// <summary>What relays to the collector.</summary>
    public ObjectEventRelay? Relay { get; init; }

    /// <summary>What is kept until it is delivered.</summary>
    public NotificationSpool? Spool { get; init; }

    /// <summary>What is read; empty before the host has started.</summary>
    public Func<IReadOnlyList<DashboardSource>> Sources { get; init; } = () => [];

    /// <summary>Those of a relay in a host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="relay">The relay's name; empty for the default one.</param>
    public static DashboardInputs Of(IServiceProvider services, string relay)
    {
        bool judges = services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(ThroughputJudge), relay);
        RelayWorker? worker = services.GetKeyedService<RelayWorker>(relay);
        return new DashboardInputs
        {
            Source = relay.Length == 0 ? "s3snowplow" : relay,
            Time = services.GetKeyedService<TimeProvider>(relay) ?? services.GetService<TimeProvider>() ?? TimeProvider.System,
            Judge = services.GetKeyedService<ThroughputJudge>(relay),
            Bands = services.GetKeyedService<LiveBands>(relay),
            BandsSource = services.GetKeyedService<IBandsSource>(relay),
            Alerts = services.GetKeyedService<AlertOutbox>(relay),
            Words = judges ? services.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(relay) : new AlertOptions(),
            Relay = services.GetKeyedService<ObjectEventRelay>(relay),
            Spool = services.GetKeyedService<NotificationSpool>(relay),
            Sources = () => [.. (worker?.Sources ?? []).Select(source => new DashboardSource(source.Name, WordOf(source.State), source.Problem))],
        };
    }

    private static string WordOf(SourceState state) => state switch
    {
        SourceState.Running => "running",
        SourceState.Restarting => "restarting",
        SourceState.Ended => "ended",
        SourceState.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException($"{state} has no word."),
    };
}
