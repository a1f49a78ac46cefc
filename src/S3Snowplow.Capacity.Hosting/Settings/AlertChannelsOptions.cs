namespace S3Snowplow.Capacity.Hosting;

/// <summary>The channels of the configuration section <c>S3Snowplow:Alerts</c>.</summary>
internal sealed class AlertChannelsOptions
{
    public Dictionary<string, AlertChannelSettings> Channels { get; set; } = new(StringComparer.Ordinal);
}
