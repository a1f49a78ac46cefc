namespace S3Snowplow.Capacity;

/// <summary>The settings of one channel: <c>S3Snowplow:Alerts:NAME:Type</c>, <c>:Address</c>, and so on. Which of them a type takes is in <c>docs/alerts.md</c>.</summary>
public sealed class AlertChannelSettings
{
    /// <summary>Which service it is: <c>pagerduty</c>, <c>slack</c>, <c>slack-api</c>, <c>teams</c>, <c>opsgenie</c>, <c>alertmanager</c>, <c>webhook</c>, <c>cloudevents</c>, <c>email</c>, <c>sns</c>, <c>log</c>, <c>event</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Where it is: an https address, for some services with a key in it, which is printed nowhere.</summary>
    public string? Address { get; set; }

    /// <summary>The key, token or password. Printed nowhere.</summary>
    public string? Credential { get; set; }

    /// <summary>The credential that was in force before, while one is changed: what was opened with it is closed with it, and webhooks are signed with both.</summary>
    public string? PreviousCredential { get; set; }

    /// <summary>What is less bad is not sent to it, as long as another channel of the pipeline takes it: <c>info</c>, <c>warning</c>, <c>error</c>, <c>critical</c>.</summary>
    /// <value>Default: <c>info</c>; of <c>pagerduty</c> <c>error</c>, so that warnings wake nobody.</value>
    public string? LeastSeverity { get; set; }

    /// <summary>What only one type has, by name; a name that the type does not know is an error.</summary>
    public Dictionary<string, string?> Options { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An option, or <see langword="null"/> where it is not set or empty.</summary>
    public string? Option(string name) => Options.FirstOrDefault(option => string.Equals(option.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value ? value : null;

    /// <summary>What is wrong, each in a sentence that names the setting. Secrets are not in it.</summary>
    /// <param name="name">The channel's name.</param>
    /// <param name="types">The types that there are; those of this package without.</param>
    public IReadOnlyList<string> Validate(string name, AlertChannelTypes? types = null) => (types ?? new AlertChannelTypes()).Validate(name, this);
}
