using Microsoft.Extensions.Configuration;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Capacity.Email;
using S3Snowplow.Capacity.Hosting;

namespace S3Snowplow.Tool;

/// <summary>What the configuration says of channels and of how alerts are told.</summary>
/// <param name="Channels">The channels by name, in the order of their names.</param>
/// <param name="Options">How alerts are told.</param>
/// <param name="Written">All settings, which know where each was written.</param>
internal sealed record AlertSettings(IReadOnlyList<KeyValuePair<string, AlertChannelSettings>> Channels, AlertOptions Options, ServeSettings Written)
{
    /// <summary>The types that settings may name: all that there are.</summary>
    public static AlertChannelTypes Types { get; } = new AlertChannelTypes().Add(EmailAlertChannel.Registration).Add(SnsAlertChannel.Registration);

    /// <summary>Reads them, from where <c>serve</c> does.</summary>
    /// <param name="input">Where settings come from.</param>
    /// <param name="problems">What is wrong with how they are written, with its place; empty where all is well.</param>
    public static AlertSettings Read(ServeInput input, out IReadOnlyList<string> problems)
    {
        ServeSettings settings = ServeSettings.Load(input);
        problems = settings.Problems;
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Values).Build();
        var options = new AlertOptions();
        configuration.GetSection($"{KnownSettings.Root}:Alerting").Bind(options);
        var channels = new AlertChannelsOptions();
        channels.Read(configuration.GetSection($"{KnownSettings.Root}:Alerts"));
        return new AlertSettings([.. channels.Channels], options, settings);
    }
}
