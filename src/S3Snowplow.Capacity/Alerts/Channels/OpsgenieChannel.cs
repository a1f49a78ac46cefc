using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Opsgenie, and Jira Service Management Operations behind the same paths. An incident is one alias from warning to end.</summary>
/// <remarks>
/// 202 says that the request will be processed; what came of it is asked for 2, 5 and 15 seconds later. An end without <c>identifierType=alias</c> is answered by 202 too, and ends nothing. Opsgenie's support ends
/// on 5 April 2027. Source: Opsgenie documentation, "Alert API"; field lengths "Alerts and alert fields".
/// </remarks>
internal sealed class OpsgenieChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("opsgenie", [], Check, (name, settings, services) => new OpsgenieChannel(name, settings, services));

    private const string DefaultAddress = "https://api.opsgenie.com/";
    private const string ContentType = "application/json";
    private static readonly TimeSpan[] AskAfter = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)];

    private readonly Uri _address;
    private readonly AlertSecret _key;

    public OpsgenieChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Credential!))
    {
        string address = settings.Address is { Length: > 0 } given ? given : DefaultAddress;
        _address = new Uri(address.EndsWith('/') ? address : $"{address}/");
        _key = new AlertSecret(settings.Credential!);
        Traits = new AlertChannelTraits { KeepsOpen = true, LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        string alias = Uri.EscapeDataString(notice.Incident);
        switch (notice.Phase)
        {
            case AlertPhase.Closed:
                return await RequestAsync(HttpMethod.Post, $"v2/alerts/{alias}/close?identifierType=alias", OpsgenieBody.WriteNote(notice), mayBeGone: true, cancellationToken).ConfigureAwait(false);
            case AlertPhase.Reminded:
                AlertAnswer noted = await RequestAsync(HttpMethod.Post, $"v2/alerts/{alias}/notes?identifierType=alias", OpsgenieBody.WriteNote(notice), mayBeGone: false, cancellationToken).ConfigureAwait(false);

                // Somebody closed it, and it goes on.
                return IsGone(noted) ? await CreateAsync(notice, cancellationToken).ConfigureAwait(false) : noted;
            case AlertPhase.Opened:
                AlertAnswer created = await CreateAsync(notice, cancellationToken).ConfigureAwait(false);
                if (!created.IsTaken || !notice.MayHaveWarning || notice.Severity == AlertSeverity.Warning)
                {
                    return created;
                }

                // A repetition under the same alias does not change its priority.
                AlertAnswer raised = await RequestAsync(
                    HttpMethod.Put, $"v2/alerts/{alias}/priority?identifierType=alias", OpsgenieBody.WritePriority(notice), mayBeGone: true, cancellationToken).ConfigureAwait(false);
                return raised.Outcome is AlertOutcome.Throttled or AlertOutcome.Unknown or AlertOutcome.Unreachable ? raised with { Outcome = AlertOutcome.Unknown } : created;
            default:
                throw new System.Diagnostics.UnreachableException($"{notice.Phase} is no phase.");
        }
    }

    /// <summary>What became of a request, by the answer to the question for it; <see langword="null"/>: it is not processed yet.</summary>
    internal static AlertAnswer? Processed(HttpReply reply, bool mayBeGone)
    {
        if (reply.Status != 200)
        {
            return null;
        }

        try
        {
            var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(reply.Text));
            using JsonDocument document = JsonDocument.ParseValue(ref json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Object
                || !data.TryGetProperty("isSuccess", out JsonElement success) || success.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            string status = data.TryGetProperty("status", out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "not processed";
            bool isGone = status.Contains("does not exist", StringComparison.OrdinalIgnoreCase);
            return success.GetBoolean() || (isGone && mayBeGone) ? AlertAnswer.Delivered : new AlertAnswer(AlertOutcome.Refused, status);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsGone(AlertAnswer answer) =>
        answer.Reason is { } reason && (reason.StartsWith("http_404", StringComparison.Ordinal) || reason.Contains("does not exist", StringComparison.OrdinalIgnoreCase));

    private Task<AlertAnswer> CreateAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        RequestAsync(HttpMethod.Post, "v2/alerts", OpsgenieBody.WriteCreate(notice), mayBeGone: false, cancellationToken);

    private async Task<AlertAnswer> RequestAsync(HttpMethod method, string path, byte[] body, bool mayBeGone, CancellationToken cancellationToken)
    {
        string? request = null;
        AlertAnswer taken = await CallAsync(method, path, body, reply => Classify(reply, mayBeGone, out request), cancellationToken).ConfigureAwait(false);
        if (request is null)
        {
            return taken;
        }

        foreach (TimeSpan wait in AskAfter)
        {
            await Task.Delay(wait, Time, cancellationToken).ConfigureAwait(false);
            AlertAnswer? processed = null;
            await CallAsync(
                HttpMethod.Get, $"v2/alerts/requests/{Uri.EscapeDataString(request)}", null, reply => (processed = Processed(reply, mayBeGone)) ?? taken, cancellationToken).ConfigureAwait(false);
            if (processed is not null)
            {
                return processed;
            }
        }

        // It takes longer than anybody waits, or may not be asked: taken over.
        return taken;
    }

    private Task<AlertAnswer> CallAsync(HttpMethod method, string path, byte[]? body, Func<HttpReply, AlertAnswer> classify, CancellationToken cancellationToken) =>
        SendAsync(method, new Uri(_address, path), body, ContentType, classify, cancellationToken, ("Authorization", $"GenieKey {_key.Reveal()}"));

    private static AlertAnswer Classify(HttpReply reply, bool mayBeGone, out string? request)
    {
        request = null;
        if (reply.Status == 404 && mayBeGone)
        {
            // Never created, or closed by somebody.
            return AlertAnswer.Delivered;
        }

        if (reply.Status != 202)
        {
            return reply.IsSuccess ? reply.As(AlertOutcome.Broken) : reply.Classify(AlertOutcome.Accepted);
        }

        try
        {
            var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(reply.Text));
            using JsonDocument document = JsonDocument.ParseValue(ref json);
            request = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("requestId", out JsonElement id) && id.ValueKind == JsonValueKind.String
                ? id.GetString() : null;
        }
        catch (JsonException)
        {
            // Taken over all the same; it cannot be asked for.
        }

        return AlertAnswer.Accepted;
    }

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems, isRequired: false);
        if (settings.Credential is not { Length: > 0 })
        {
            problems.Add("Credential", "is not set; allowed: the key of an API integration (keys of an account cannot create alerts)");
        }
    }
}
