using System.Text;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Prometheus Alertmanager: <c>POST /api/v2/alerts</c> to every member, 200 when stored.</summary>
/// <remarks>
/// It forgets: what is open is sent each minute with an end five minutes on, and an end for a quarter of an hour. 200 says nothing of people: silences and inhibitions swallow pages. Sources: Alertmanager's
/// documentation, "Alerts API" and "High availability"; its code at 68fb2d5, <c>api/v2/api.go</c>.
/// </remarks>
internal sealed class AlertmanagerChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("alertmanager", ["User"], Check, (name, settings, services) => new AlertmanagerChannel(name, settings, services));

    private readonly Uri[] _addresses;
    private readonly (string, string)[] _headers;

    public AlertmanagerChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, settings.Credential is { Length: > 0 } secret ? new AlertSecret(secret) : null)
    {
        _addresses = [.. Split(settings.Address).Select(address => new Uri($"{address.TrimEnd('/')}/api/v2/alerts"))];
        _headers = settings.Credential is not { Length: > 0 } credential ? []
            : settings.Option("User") is { } user ? [("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{credential}"))}")]
            : [("Authorization", $"Bearer {credential}")];
        Traits = new AlertChannelTraits
        {
            KeepsOpen = true,
            TakesReminders = false,
            LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info,
            ResendEvery = TimeSpan.FromMinutes(1),
            ResendEndFor = TimeSpan.FromMinutes(15),
        };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        if (notice is { Topic: AlertTopic.Test, Phase: AlertPhase.Closed })
        {
            // It ends by itself in five minutes; ended at once it would be told to nobody.
            return AlertAnswer.Accepted;
        }

        // The labels of its end have to be those of its begin, also where the owner is another one by now.
        string? team = notice.Reference is { } kept ? kept[2..] is { Length: > 0 } known ? known : null : notice.Facts?.Owner;
        byte[] body = AlertmanagerBody.Write(notice, team, Time.GetUtcNow());
        AlertAnswer[] answers = await Task.WhenAll(_addresses.Select(address =>
            SendAsync(HttpMethod.Post, address, body, "application/json", reply => reply.Classify(AlertOutcome.Accepted), cancellationToken, _headers))).ConfigureAwait(false);

        // Members tell each other what they notified of, not what they were told: one that has it is enough to be told, and each gets it each minute.
        AlertAnswer answer = answers.FirstOrDefault(one => one.IsTaken) ?? answers.FirstOrDefault(one => one.Outcome == AlertOutcome.Unknown) ?? answers[0];
        return answer with { Reference = $"t:{(team is null ? string.Empty : AlertWords.Name(team))}" };
    }

    private static string[] Split(string? addresses) => addresses?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        string[] addresses = Split(settings.Address);
        if (addresses.Length == 0)
        {
            problems.Add("Address", "is not set; allowed: the base address of every member, separated by commas");
        }

        foreach (string address in addresses)
        {
            AlertHttpClient.Check(address, "Address", problems);
        }
    }
}
