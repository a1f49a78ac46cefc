using System.Diagnostics;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>CloudEvents 1.0 in structured mode, at most 64 KiB. With a credential it is signed as Standard Webhooks too. Sources: CloudEvents specification, HTTP binding, HTTP web hooks, severity extension.</summary>
internal sealed class CloudEventsChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("cloudevents", ["Source"], Check, (name, settings, services) => new CloudEventsChannel(name, settings, services));

    public const int MaxBytes = 64 * 1024;

    private readonly Uri _address;
    private readonly string? _source;
    private readonly WebhookSignature _signature;

    public CloudEventsChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Address!), settings.Credential is { Length: > 0 } credential ? new AlertSecret(credential) : null)
    {
        _address = new Uri(settings.Address!);
        _source = settings.Option("Source");
        _signature = new WebhookSignature(settings.Credential, settings.PreviousCredential);
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        byte[] body = Write(notice, _source);
        (string, string)[] headers = _signature.HasKeys ? _signature.Sign(notice.MessageId, Time.GetUtcNow(), body) : [];
        return SendAsync(HttpMethod.Post, _address, body, "application/cloudevents+json; charset=utf-8", Classify, cancellationToken, headers);
    }

    /// <summary>The class of an answer: 202 is taken over, 415 is final.</summary>
    internal static AlertAnswer Classify(HttpReply reply) => reply.Status switch
    {
        202 => AlertAnswer.Accepted,
        415 => reply.As(AlertOutcome.Broken),
        _ => reply.Classify(AlertOutcome.Delivered),
    };

    /// <summary>The body.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="source">The source, a URI reference; made of the source's name without.</param>
    internal static byte[] Write(AlertNotice notice, string? source) => AlertJson.Fitting(notice, MaxBytes, form => AlertJson.Body(json =>
    {
        (string text, int number) = SeverityOf(form);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, form.MessageId);
        json.WriteString("source"u8, source ?? $"urn:s3snowplow:{Uri.EscapeDataString(AlertWords.Name(form.Source))}");
        json.WriteString("type"u8, $"io.s3snowplow.{WebhookChannel.TypeOf(form)}.v1");
        if (form.Pipeline is { } pipeline)
        {
            json.WriteString("subject"u8, AlertWords.Name(pipeline));
        }

        json.WriteString("time"u8, AlertWords.Wire(form.Ended ?? form.At));
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WriteString("severitytext"u8, text);
        json.WriteNumber("severitynumber"u8, number);
        json.WritePropertyName("data"u8);
        AlertJson.WriteData(json, form);
        json.WriteEndObject();
    }));

    private static (string Text, int Number) SeverityOf(AlertNotice notice) => notice switch
    {
        { Phase: AlertPhase.Closed } or { Topic: AlertTopic.Test } => ("INFO", 9),
        { Topic: AlertTopic.CapacitySuspect or AlertTopic.ThroughputDiffers } => ("WARN", 13),
        _ => notice.Severity switch
        {
            AlertSeverity.Info => ("INFO", 9),
            AlertSeverity.Warning => ("WARN", 13),
            AlertSeverity.Error => ("ERROR", 17),
            AlertSeverity.Critical => ("FATAL", 21),
            _ => throw new UnreachableException($"{notice.Severity} is no severity."),
        },
    };

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems);
        WebhookSignature.Check(settings.Credential, "Credential", isRequired: false, problems);
        WebhookSignature.Check(settings.PreviousCredential, "PreviousCredential", isRequired: false, problems);
        if (settings.Option("Source") is { } source && (!Uri.TryCreate(source, UriKind.RelativeOrAbsolute, out _) || source.Any(char.IsWhiteSpace)))
        {
            problems.Add("Options:Source", $"is '{source}'; allowed: a URI, such as https://relay.example.com/acme");
        }
    }
}
