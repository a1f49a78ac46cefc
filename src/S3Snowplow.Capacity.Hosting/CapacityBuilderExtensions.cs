using S3Snowplow.Capacity.Hosting;
using S3Snowplow.Capacity;
using S3Snowplow.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a host know what its processors can take, compare it with what comes in, and say so.</summary>
/// <remarks>What is registered is keyed by the relay's name: <see cref="LiveBands"/>, <see cref="CapacityFeed"/>, <see cref="ThroughputJudge"/>, <see cref="AlertOutbox"/>.
/// Replaceable in the same way, by a keyed service that is registered before: <see cref="IBandsSource"/>, <see cref="IReceivedMinutes"/>, <see cref="IJudgeState"/>, <see cref="CapacitySchemas"/>.</remarks>
public static class CapacityBuilderExtensions
{
    /// <summary>Sends the capacities of a file with bands as Snowplow events, watches it, and adds to each object event the pipeline that it belongs to.</summary>
    /// <param name="builder">The relay whose collector gets them.</param>
    /// <param name="bandsFile">The file, usually <c>bands.yml</c>.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Capacity</c>.</param>
    /// <remarks>The host does not start where the file is missing or wrong; the message has file, line and column.</remarks>
    public static IS3SnowplowRelayBuilder AddCapacity(this IS3SnowplowRelayBuilder builder, string bandsFile, Action<CapacityOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(bandsFile);

        return builder.AddCapacity(options =>
        {
            options.BandsFile = bandsFile;
            configure?.Invoke(options);
        });
    }

    /// <summary>As the other one, with bands from wherever the settings say: a file, a folder, or a git repository.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Capacity</c>.</param>
    public static IS3SnowplowRelayBuilder AddCapacity(this IS3SnowplowRelayBuilder builder, Action<CapacityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (!CapacityRegistration.IsIn(builder))
        {
            CapacityRegistration.Add(builder);
        }

        if (configure is not null)
        {
            builder.Services.Configure(builder.Name, configure);
        }

        return builder;
    }

    /// <summary>
    /// Judges each minute whether more comes in than can be worked off, and tells the log, the collector (as the Snowplow event <c>throughput_exceeded</c>) and the channels of the section
    /// <c>S3Snowplow:Alerts</c> (<c>S3Snowplow:Alerts:NAME:Type</c>, <c>:Address</c>, …). Valid only where this process sees the whole stream of a pipeline, or where an <see cref="IReceivedMinutes"/> is registered that does.
    /// </summary>
    /// <param name="builder">A relay with <c>AddCapacity</c>.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Judge</c>.</param>
    /// <exception cref="InvalidOperationException">The relay has no capacities.</exception>
    public static IS3SnowplowRelayBuilder AddThroughputJudge(this IS3SnowplowRelayBuilder builder, Action<ThroughputJudgeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!CapacityRegistration.IsIn(builder))
        {
            throw new InvalidOperationException("AddThroughputJudge compares with capacities, and this relay has none; call AddCapacity(\"bands.yml\") before it.");
        }

        if (!CapacityRegistration.Has<ThroughputJudge>(builder))
        {
            JudgeRegistration.Add(builder);
        }

        if (configure is not null)
        {
            builder.Services.Configure(builder.Name, configure);
        }

        return builder;
    }

    /// <summary>Tells alerts by a channel of one's own too.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="create">Makes the channel, once.</param>
    public static IS3SnowplowRelayBuilder AddAlertChannel(this IS3SnowplowRelayBuilder builder, Func<IServiceProvider, IAlertChannel> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);

        builder.Services.AddKeyedSingleton(builder.Name, (provider, _) => create(provider));
        return builder;
    }

    /// <summary>Adds a type of channels that the section <c>S3Snowplow:Alerts</c> may name, such as <c>email</c> of S3Snowplow.Capacity.Email or <c>sns</c> of S3Snowplow.Capacity.Aws.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="type">The type.</param>
    public static IS3SnowplowRelayBuilder AddAlertChannelType(this IS3SnowplowRelayBuilder builder, AlertChannelType type)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(type);

        ServiceDescriptor? known = builder.Services.FirstOrDefault(service => service.ServiceType == typeof(AlertChannelTypes) && builder.Name.Equals(service.ServiceKey));
        if (known?.KeyedImplementationInstance is AlertChannelTypes types)
        {
            types.Add(type);
        }
        else
        {
            builder.Services.AddKeyedSingleton(builder.Name, new AlertChannelTypes().Add(type));
        }

        return builder;
    }
}
