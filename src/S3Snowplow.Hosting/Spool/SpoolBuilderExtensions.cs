using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Spool;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a relay a spool on disk.</summary>
public static class SpoolBuilderExtensions
{
    /// <summary>
    /// Adds the spool of a relay and relays what is in it. Stands behind sources that push, such as a webhook; queues and brokers keep their messages themselves.
    /// </summary>
    /// <remarks><see cref="NotificationSpool"/> is a service keyed by the relay's name, that of the default relay also without a key.</remarks>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Says where, and changes the bounds; comes after the configuration section <c>S3Snowplow:Spool</c>.</param>
    public static IS3SnowplowRelayBuilder AddSpool(this IS3SnowplowRelayBuilder builder, Action<SpoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        string name = builder.Name;
        if (configure is not null)
        {
            builder.Services.Configure(name, configure);
        }

        if (builder.Services.Any(service => service.ServiceType == typeof(NotificationSpool) && name.Equals(service.ServiceKey)))
        {
            return builder;
        }

        string section = name.Length == 0 ? "S3Snowplow:Spool" : $"S3Snowplow:Relays:{name}:Spool";
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SpoolOptions>>(provider => new ConfigureNamedOptions<SpoolOptions>(
            name, options => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options))));
        builder.Services.AddOptions<SpoolOptions>(name).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SpoolOptions>, SpoolOptionsValidator>());
        builder.Services.AddKeyedSingleton(name, (provider, _) =>
        {
            SpoolOptions options = provider.GetRequiredService<IOptionsMonitor<SpoolOptions>>().Get(name);
            string folder = Path.Combine(options.Directory!, name.Length == 0 ? "default" : Uri.EscapeDataString(name));
            var spool = new NotificationSpool(folder, options, provider.GetRequiredKeyedService<TimeProvider>(name), provider.GetRequiredService<ILoggerFactory>().CreateLogger<NotificationSpool>());
            _ = new SpoolMetrics(provider.GetRequiredKeyedService<IMeterFactory>(name), spool);
            return spool;
        });
        if (name.Length == 0)
        {
            builder.Services.AddSingleton(provider => provider.GetRequiredKeyedService<NotificationSpool>(name));
        }

        return builder.AddSource("spool", provider => provider.GetRequiredKeyedService<NotificationSpool>(name));
    }
}
