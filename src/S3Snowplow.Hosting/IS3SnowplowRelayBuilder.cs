using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.Hosting;

/// <summary>One relay of a host, to hang sources, a spool and the like on. Adapters in other packages extend it.</summary>
public interface IS3SnowplowRelayBuilder
{
    /// <summary>The services in which the relay is registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// The relay's name: empty for the default one. It is the key of everything that belongs to the relay, and the name of its options.
    /// </summary>
    string Name { get; }
}
