using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>What telling needs of a service collection, all of it keyed by the relay's name.</summary>
internal static class AlertRegistration
{
    public static void Add(IS3SnowplowRelayBuilder builder)
    {
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string section = CapacityRegistration.SectionOf(name, "Alerting");
        services.AddOptions<AlertOptions>(name).Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options));
        services.AddKeyedSingleton(name, (provider, _) => new AlertOutbox(
            name.Length == 0 ? "s3snowplow" : name,
            [.. provider.GetKeyedServices<IAlertChannel>(name)],
            provider.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(name),
            provider.GetRequiredKeyedService<TimeProvider>(name),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredKeyedService<IMeterFactory>(name)));
    }

    public static void ThrowIfUnknownChannels(IServiceProvider services, string relay)
    {
    }
}
