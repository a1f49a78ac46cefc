namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Slack by an incoming webhook. The address is the secret. Its messages cannot be edited or threaded: an end is a message of its own. Source: Slack documentation, "Sending messages using incoming webhooks".</summary>
internal sealed class SlackWebhookChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new(
        "slack", [], (settings, problems) => AlertHttpClient.Check(settings.Address, "Address", problems), (name, settings, services) => new SlackWebhookChannel(name, settings, services));

    private readonly Uri _address;

    public SlackWebhookChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Address!))
    {
        _address = new Uri(settings.Address!);
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, _address, Write(notice), "application/json", SlackAnswers.OfWebhook, cancellationToken);

    /// <summary>The body.</summary>
    internal static byte[] Write(AlertNotice notice) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        SlackBody.WriteMessage(json, notice);
        json.WriteEndObject();
    });
}
