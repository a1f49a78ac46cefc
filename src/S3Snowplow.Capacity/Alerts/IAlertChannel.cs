namespace S3Snowplow.Capacity;

/// <summary>Tells people or systems, by one service. Knows its service's format, limits and answers, and nothing of queues and retries: that is <see cref="AlertOutbox"/>'s.</summary>
public interface IAlertChannel
{
    /// <summary>The name in the settings and in a pipeline's <c>alerts</c>.</summary>
    string Name { get; }

    /// <summary>Which service it is: <c>pagerduty</c>, <c>slack</c>, ...</summary>
    string Type { get; }

    /// <summary>How it wants to be treated.</summary>
    AlertChannelTraits Traits => AlertChannelTraits.Message;

    /// <summary>Makes one attempt. The same notice may come again, with the same <see cref="AlertNotice.MessageId"/>; never two at once.</summary>
    /// <param name="notice">What is to be told. <see cref="AlertNotice.Size"/> says how much of it.</param>
    /// <param name="cancellationToken">The attempt's time is over, or the process ends. Whether the service took it is not known then.</param>
    /// <returns>What became of it. What is thrown instead counts as <see cref="AlertOutcome.Unknown"/>, and only its type is told.</returns>
    Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken);
}

/// <summary>How a channel wants to be treated.</summary>
public sealed record AlertChannelTraits
{
    /// <summary>A channel that shows messages to people: chat, mail.</summary>
    public static AlertChannelTraits Message { get; } = new();

    /// <summary>A channel that keeps records: each transition in its order, in silences too, whatever a pipeline's <c>alerts</c> say.</summary>
    public static AlertChannelTraits Record { get; } = new() { IsRecord = true, TakesReminders = false };

    /// <summary>What is less bad is not sent to it, as long as another channel of the pipeline takes it.</summary>
    public AlertSeverity LeastSeverity { get; init; } = AlertSeverity.Info;

    /// <summary>Whether the service keeps alerts open under a key until they are closed. To one that does not, an end is a message of its own.</summary>
    public bool KeepsOpen { get; init; }

    /// <summary>Whether it is reminded of what goes on.</summary>
    public bool TakesReminders { get; init; } = true;

    /// <summary>Whether it gets every transition, silences and the pipeline's <c>alerts</c> notwithstanding.</summary>
    public bool IsRecord { get; init; }

    /// <summary>After what time the service wants to hear the same again, or takes it for over; <see langword="null"/>: it remembers.</summary>
    public TimeSpan? ResendEvery { get; init; }

    /// <summary>How long an end is sent again at that interval.</summary>
    public TimeSpan ResendEndFor { get; init; }
}
