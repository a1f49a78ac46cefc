namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Microsoft Teams by a workflow ("When a Teams webhook request is received"). The address is the secret.</summary>
/// <remarks>
/// 202 says that the workflow's run has started, and nobody says whether its post arrives: never the only channel for what is critical. The workflow's template wants a message with attachments, one that posts the
/// body itself wants the bare card: option <c>Body</c>. Neither is guessed from the host. Sources: Microsoft Teams connector reference; Adaptive Cards documentation, "Text features".
/// </remarks>
internal sealed class TeamsChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("teams", ["Body"], Check, (name, settings, services) => new TeamsChannel(name, settings, services));

    private readonly Uri _address;
    private readonly bool _isBareCard;

    public TeamsChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Address!))
    {
        _address = new Uri(settings.Address!);
        _isBareCard = settings.Option("Body") == "card";
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, _address, TeamsBody.Write(notice, _isBareCard), "application/json", Classify, cancellationToken);

    /// <summary>The class of an answer. The connectors of before said their errors with status 200.</summary>
    internal static AlertAnswer Classify(HttpReply reply)
    {
        if (reply.IsSuccess && (reply.Text.Contains("429", StringComparison.Ordinal) && reply.Text.Contains("error", StringComparison.OrdinalIgnoreCase)))
        {
            return reply.As(AlertOutcome.Throttled);
        }

        if ((reply.IsSuccess && reply.Text.Contains("413", StringComparison.Ordinal) && reply.Text.Contains("error", StringComparison.OrdinalIgnoreCase))
            || (!reply.IsSuccess && reply.Text.Contains("too large", StringComparison.OrdinalIgnoreCase)))
        {
            return reply.As(AlertOutcome.Refused);
        }

        return reply.IsSuccess && (reply.Text.Contains("failed", StringComparison.OrdinalIgnoreCase) || reply.Text.Contains("error", StringComparison.OrdinalIgnoreCase))
            ? reply.As(AlertOutcome.Unknown)
            : reply.Classify(AlertOutcome.Accepted);
    }

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems);
        if (settings.Option("Body") is { } body && body is not ("message" or "card"))
        {
            problems.Add("Options:Body", $"is '{body}'; allowed: message (the template \"Send webhook alerts to a channel\"), card (a workflow that posts the body itself)");
        }
    }
}
