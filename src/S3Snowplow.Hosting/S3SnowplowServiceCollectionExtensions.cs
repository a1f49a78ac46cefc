using Microsoft.Extensions.Configuration;
using S3Snowplow;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;
using OptionsNames = Microsoft.Extensions.Options.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers relays.</summary>
/// <remarks>
/// <para>Settings are read in this order, the later ones winning: the host's configuration, section <c>S3Snowplow</c> (of a named relay
/// <c>S3Snowplow:Relays:NAME</c>); for the default relay <c>COLLECTOR_URI</c>, <c>EVENT_SCHEMA</c> and <c>COLLECTOR_ALLOW_HTTP</c>; what is given here. They are
/// checked when the host starts, and all that is wrong is said at once.</para>
/// <para>Calling one of these again for the same name registers nothing twice, and adds the settings given.</para>
/// <para>A relay and its seams (<see cref="ObjectEventRelay"/>, <see cref="S3Snowplow.Delivery.IEventEmitter"/>, <see cref="S3Snowplow.Mapping.IObjectEventMapper"/>,
/// <see cref="S3Snowplow.Mapping.IEntityProvider"/>, <see cref="IObjectEventObserver"/>, <see cref="TimeProvider"/>) are services keyed by the relay's name, those of the
/// default relay also without a key. Register one of your own to replace it, before or after.</para>
/// </remarks>
public static class S3SnowplowServiceCollectionExtensions
{
    /// <summary>Adds the default relay.</summary>
    /// <param name="services">The services.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services) => services.AddS3SnowplowRelay(OptionsNames.DefaultName);

    /// <summary>Adds the default relay with settings from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings, after the configuration was read.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services, Action<RelayOptions> configure) =>
        services.AddS3SnowplowRelay(OptionsNames.DefaultName, configure);

    /// <summary>Adds the default relay with settings from a configuration of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The members of <see cref="RelayOptions"/> by their names, such as <c>CollectorUri</c> or <c>Delivery:MaxBatchEvents</c>.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services, IConfiguration configuration) =>
        services.AddS3SnowplowRelay(OptionsNames.DefaultName, configuration);

    /// <summary>Adds a relay beside others, for example to a second collector.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The relay's name.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);

        return RelayRegistration.Add(services, name);
    }

    /// <summary>Adds a relay beside others with settings from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The relay's name.</param>
    /// <param name="configure">Changes the settings, after the configuration was read.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services, string name, Action<RelayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        IS3SnowplowRelayBuilder builder = services.AddS3SnowplowRelay(name);
        services.Configure(name, configure);
        return builder;
    }

    /// <summary>Adds a relay beside others with settings from a configuration of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The relay's name.</param>
    /// <param name="configuration">The members of <see cref="RelayOptions"/> by their names.</param>
    public static IS3SnowplowRelayBuilder AddS3SnowplowRelay(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        IS3SnowplowRelayBuilder builder = services.AddS3SnowplowRelay(name);
        services.Configure<RelayOptions>(name, options => configuration.Bind(options));
        return builder;
    }
}
