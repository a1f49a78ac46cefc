namespace S3Snowplow.Capacity.Alerts;

/// <summary>Something that is told of, from its opening until the last channel has its end.</summary>
/// <param name="topic">What it is about.</param>
/// <param name="incident">The root of its keys.</param>
/// <param name="since">When it began.</param>
/// <param name="last">Its last transition.</param>
internal sealed class OpenAlert(AlertTopic topic, string incident, DateTimeOffset since, ThroughputTransition last)
{
    public AlertTopic Topic { get; } = topic;

    public string Incident { get; } = incident;

    public DateTimeOffset Since { get; } = since;

    public string? Pipeline => Last.Pipeline;

    public ThroughputTransition Last { get; set; } = last;

    /// <summary>The worst that it was.</summary>
    public AlertSeverity Severity { get; set; }

    public DateTimeOffset? CriticalSince { get; set; }

    /// <summary>When the figures were so.</summary>
    public DateTimeOffset At { get; set; } = last.Time;

    public TransitionFigures? Figures { get; set; } = last.Figures;

    public AlertPipeline? Facts { get; set; }

    /// <summary>The number of the last notification.</summary>
    public int Sequence { get; set; }

    public int Reminder { get; set; }

    public DateTimeOffset? NextReminder { get; set; }

    public DateTimeOffset? Ended { get; set; }

    /// <summary>The end of the silence that it falls into.</summary>
    public DateTimeOffset? SilencedUntil { get; set; }

    /// <summary>Since when its pipeline is in the bands no longer.</summary>
    public DateTimeOffset? GoneSince { get; set; }

    public bool IsEscalated { get; set; }

    /// <summary>The channels that could not be told before it was over.</summary>
    public List<string> Untold { get; } = [];

    public List<ChannelAccount> Accounts { get; } = [];

    public ChannelAccount? Find(string channel) => Accounts.Find(account => account.Channel == channel);

    public ChannelAccount For(string channel)
    {
        if (Find(channel) is { } known)
        {
            return known;
        }

        var account = new ChannelAccount(channel);
        Accounts.Add(account);
        return account;
    }

    public bool IsSilenced(DateTimeOffset now) => SilencedUntil > now;
}
