using Microsoft.Extensions.Configuration;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>The channels of the configuration section <c>S3Snowplow:Alerts</c>.</summary>
internal sealed class AlertChannelsOptions
{
    public Dictionary<string, AlertChannelSettings> Channels { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Takes the channels of a section, each under its name.</summary>
    public void Read(IConfiguration section)
    {
        foreach (IConfigurationSection channel in section.GetChildren())
        {
            var settings = new AlertChannelSettings();
            channel.Bind(settings);
            Channels[channel.Key] = settings;
        }
    }
}
