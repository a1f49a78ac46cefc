namespace S3Snowplow.Capacity.Alerts;

/// <summary>What a channel was told of an incident.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Opening">Whether it has the opening, at whatever severity.</param>
/// <param name="Owed">Why it does not have the latest of it; <see langword="null"/>: it does.</param>
/// <param name="SilencedUntil">Until when nothing is sent of it, where that is what it waits for.</param>
internal readonly record struct ChannelTold(string Channel, Told Opening, string? Owed, DateTimeOffset? SilencedUntil);
