namespace S3Snowplow.Capacity;

/// <summary>Where a host posts alerts to.</summary>
public sealed class WebhookAlertOptions
{
    /// <summary><c>https://</c>, or <c>http://</c> to this machine. A secret: it is never logged.</summary>
    public Uri? Url { get; set; }

    /// <summary>What the body looks like.</summary>
    /// <value>Default: <see cref="WebhookBody.Json"/>.</value>
    public WebhookBody Body { get; set; } = WebhookBody.Json;

    /// <summary>The words.</summary>
    public AlertText Text { get; set; } = new();

    /// <summary>A message for each setting that is wrong, and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate() => Validate(static setting => setting);

    /// <param name="called">What a setting is called where it is set.</param>
    internal IReadOnlyList<string> Validate(Func<string, string> called) =>
        Url is null ? [$"{called(nameof(Url))} is not set; allowed: https://…, or http:// to this machine."]
        : WebhookAlertChannel.IsAllowed(Url) ? []
        : [$"{called(nameof(Url))} is of another sort (not printed here); allowed: https://…, or http:// to this machine."];
}
