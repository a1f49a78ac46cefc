using System.Diagnostics;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>A webhook of anybody's, signed as Standard Webhooks. Receivers leave duplicates out by <c>webhook-id</c>. At most 20 kB, as the specification advises.</summary>
internal sealed class WebhookChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("webhook", [], Check, (name, settings, services) => new WebhookChannel(name, settings, services));

    public const int MaxBytes = 20_000;

    private readonly Uri _address;
    private readonly WebhookSignature _signature;

    public WebhookChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Address!), new AlertSecret(settings.Credential!))
    {
        _address = new Uri(settings.Address!);
        _signature = new WebhookSignature(settings.Credential, settings.PreviousCredential);
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        byte[] body = Write(notice);
        return SendAsync(
            HttpMethod.Post, _address, body, "application/json", reply => reply.Classify(AlertOutcome.Delivered), cancellationToken, _signature.Sign(notice.MessageId, Time.GetUtcNow(), body));
    }

    /// <summary>The body.</summary>
    internal static byte[] Write(AlertNotice notice) => AlertJson.Fitting(notice, MaxBytes, form => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypeOf(form));
        json.WriteString("timestamp"u8, AlertWords.Wire(form.Ended ?? form.At));
        json.WritePropertyName("data"u8);
        AlertJson.WriteData(json, form);
        json.WriteEndObject();
    }));

    /// <summary>The type: parts of <c>[a-zA-Z0-9_]</c>, joined by full stops.</summary>
    internal static string TypeOf(AlertNotice notice) => notice.Topic switch
    {
        AlertTopic.Overload => $"pipeline.overload.{notice.Kind}",
        AlertTopic.Silent => $"pipeline.silence.{notice.Kind}",
        AlertTopic.Blind => $"source.blindness.{notice.Kind}",
        AlertTopic.CapacitySuspect or AlertTopic.ThroughputDiffers => $"pipeline.{notice.Topic.Word()}{(notice.Phase == AlertPhase.Opened ? string.Empty : $".{notice.Kind}")}",
        AlertTopic.Test => "s3snowplow.test",
        _ => throw new UnreachableException($"{notice.Topic} is no topic."),
    };

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems);
        WebhookSignature.Check(settings.Credential, "Credential", isRequired: true, problems);
        WebhookSignature.Check(settings.PreviousCredential, "PreviousCredential", isRequired: false, problems);
    }
}
