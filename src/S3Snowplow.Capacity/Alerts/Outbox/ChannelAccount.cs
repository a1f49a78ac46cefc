namespace S3Snowplow.Capacity.Alerts;

/// <summary>Whether a channel has an opening.</summary>
internal enum Told
{
    /// <summary>Surely not.</summary>
    No,

    /// <summary>It may.</summary>
    Maybe,

    /// <summary>It does.</summary>
    Yes,
}

/// <summary>What one channel was told of one alert, and is still owed.</summary>
/// <param name="channel">The channel's name.</param>
internal sealed class ChannelAccount(string channel)
{
    public string Channel { get; } = channel;

    /// <summary>Whether it has the opening as a warning.</summary>
    public Told Warning { get; set; }

    /// <summary>Whether it has an opening of any other severity.</summary>
    public Told Opened { get; set; }

    /// <summary>The first notification that was attempted; 0: none was.</summary>
    public int FirstSequence { get; set; }

    /// <summary>The notification that it was given last; 0: none.</summary>
    public int LastSequence { get; set; }

    /// <summary>What the channel wants back.</summary>
    public string? Reference { get; set; }

    /// <summary>When it is to be told the same again; <see langword="null"/>: it remembers.</summary>
    public DateTimeOffset? Resend { get; set; }

    /// <summary>In order. A channel of messages is owed one thing at most, the latest.</summary>
    public List<OwedNotice> Owed { get; } = [];

    /// <summary>Whether it knows, or may know, of the alert.</summary>
    public bool MayKnow => Warning != Told.No || Opened != Told.No;

    public Told this[AlertSeverity severity]
    {
        get => severity == AlertSeverity.Warning ? Warning : Opened;
        set
        {
            if (severity == AlertSeverity.Warning)
            {
                Warning = value;
            }
            else
            {
                Opened = value;
            }
        }
    }
}
