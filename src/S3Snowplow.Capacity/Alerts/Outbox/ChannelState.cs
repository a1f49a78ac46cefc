namespace S3Snowplow.Capacity.Alerts;

/// <summary>A channel as the outbox sees it.</summary>
/// <param name="channel">The channel.</param>
internal sealed class ChannelState(IAlertChannel channel)
{
    public IAlertChannel Channel { get; } = channel;

    public string Name { get; } = channel.Name;

    public AlertChannelTraits Traits { get; } = channel.Traits;

    /// <summary>Nothing is sent before.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>How often in a row it asked for a pause, or was broken.</summary>
    public int Blocks { get; set; }

    public DateTimeOffset? FailingSince { get; set; }

    public bool IsBroken { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? LastTaken { get; set; }

    /// <summary>When its failing was last logged.</summary>
    public DateTimeOffset? Logged { get; set; }

    /// <summary>One attempt at a time, those of tests included.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public AlertChannelHealth Health => IsBroken ? AlertChannelHealth.Broken : FailingSince is null ? AlertChannelHealth.Working : AlertChannelHealth.Failing;

    public void Forget() => (BlockedUntil, Blocks, FailingSince, IsBroken, Reason, LastTaken, Logged) = (null, 0, null, false, null, null, null);
}
