namespace S3Snowplow.Capacity;

/// <summary>Settings of the <see cref="CapacityFeed"/>.</summary>
public sealed class CapacityFeedOptions
{
    /// <summary>How often the source is looked at.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each capacity is repeated, at whole multiples of this time.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the events of one version may take to be delivered before they are sent again.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
