using S3Snowplow;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Running;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What any source needs to hang on a relay.</summary>
public static class S3SnowplowRelayBuilderExtensions
{
    /// <summary>
    /// Adds a source, which the host runs from start to stop. If it throws it is started again with a growing wait; see
    /// <see cref="SourceRestartOptions"/>.
    /// </summary>
    /// <param name="builder">The relay.</param>
    /// <param name="sourceName">What logs and the health check call it; nothing personal.</param>
    /// <param name="create">Makes the source, once, when the host starts. Whatever it holds open belongs to whoever made it.</param>
    public static IS3SnowplowRelayBuilder AddSource(this IS3SnowplowRelayBuilder builder, string sourceName, Func<IServiceProvider, IObjectEventSource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceName);
        ArgumentNullException.ThrowIfNull(create);

        builder.Services.AddKeyedSingleton(builder.Name, new SourceRegistration(sourceName, create));
        return builder;
    }

    /// <summary>Says how the relay's failed sources are started again.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings.</param>
    public static IS3SnowplowRelayBuilder ConfigureSourceRestarts(this IS3SnowplowRelayBuilder builder, Action<SourceRestartOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.Configure(builder.Name, configure);
        return builder;
    }
}
