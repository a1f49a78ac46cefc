using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>PagerDuty, Events API v2: <c>POST /v2/enqueue</c>, 202 when taken over.</summary>
/// <remarks>
/// A warning has a key of its own (<c>INCIDENT-w</c>): on one key, a critical event after an acknowledged warning would wake nobody. It is resolved when the critical one has opened. What is opened with one
/// routing key is resolved with the same one, also after the key was changed: the state keeps which, as the start of a hash. A reminder after somebody resolved the incident opens a new one: the pipeline is
/// still overloaded. Source: PagerDuty developer documentation, "Events API v2" (overview, trigger events), August 2026.
/// </remarks>
internal sealed class PagerDutyChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("pagerduty", [], Check, (name, settings, services) => new PagerDutyChannel(name, settings, services));

    private const string DefaultAddress = "https://events.pagerduty.com/v2/enqueue";
    private const int KeyLength = 32;

    private readonly Uri _address;
    private readonly AlertSecret _key;
    private readonly AlertSecret? _previous;

    public PagerDutyChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Credential!), settings.PreviousCredential is { Length: > 0 } before ? new AlertSecret(before) : null)
    {
        _address = new Uri(settings.Address is { Length: > 0 } address ? address : DefaultAddress);
        _key = new AlertSecret(settings.Credential!);
        _previous = settings.PreviousCredential is { Length: > 0 } previous ? new AlertSecret(previous) : null;
        Traits = new AlertChannelTraits { KeepsOpen = true, LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Error };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        bool isWarning = notice.Topic == AlertTopic.Overload && notice.Severity == AlertSeverity.Warning;
        List<(bool IsTrigger, bool IsWarning)> events = [];
        if (notice.Phase == AlertPhase.Closed)
        {
            if (notice.MayHaveOpened || !notice.MayHaveWarning)
            {
                events.Add((false, false));
            }

            if (notice.MayHaveWarning)
            {
                events.Add((false, true));
            }
        }
        else
        {
            events.Add((true, isWarning));
            if (!isWarning && notice.MayHaveWarning)
            {
                events.Add((false, true));
            }
        }

        AlertAnswer answer = AlertAnswer.Accepted;
        string? reference = notice.Reference;
        foreach ((bool isTrigger, bool warns) in events)
        {
            AlertSecret key = isTrigger ? _key : KeyOf(reference, warns);
            byte[] body = PagerDutyBody.Write(notice, key, isTrigger, warns);
            answer = await SendAsync(HttpMethod.Post, _address, body, "application/json", Classify, cancellationToken).ConfigureAwait(false);
            if (isTrigger && answer.Outcome is AlertOutcome.Accepted or AlertOutcome.Unknown)
            {
                reference = With(reference, warns, Fingerprint(_key));
            }

            if (!answer.IsTaken)
            {
                break;
            }
        }

        return answer with { Reference = reference };
    }

    /// <summary>The class of an answer.</summary>
    internal static AlertAnswer Classify(HttpReply reply) => reply.Status switch
    {
        202 => AlertAnswer.Accepted,

        // "Length of 'routing_key' is incorrect": no smaller body helps.
        400 when reply.Text.Contains("routing_key", StringComparison.OrdinalIgnoreCase) => reply.As(AlertOutcome.Broken),
        >= 200 and < 300 => reply.As(AlertOutcome.Broken),
        _ => reply.Classify(AlertOutcome.Accepted),
    };

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems, isRequired: false);
        CheckKey(settings.Credential, "Credential", isRequired: true, problems);
        CheckKey(settings.PreviousCredential, "PreviousCredential", isRequired: false, problems);
    }

    private static void CheckKey(string? key, string setting, bool isRequired, AlertSettingProblems problems)
    {
        if (key is not { Length: > 0 })
        {
            if (isRequired)
            {
                problems.Add(setting, "is not set; allowed: the integration's routing key, 32 letters and digits");
            }
        }
        else if (key.Length != KeyLength || !key.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add(setting, $"is no routing key (not printed here): it has {key.Length} characters; allowed: 32 letters and digits");
        }
    }

    private AlertSecret KeyOf(string? reference, bool isWarning) =>
        _previous is { } previous && Of(reference, isWarning) == Fingerprint(previous) && Fingerprint(previous) != Fingerprint(_key) ? previous : _key;

    // "m:HASH w:HASH": with which key each was opened.
    private static string? Of(string? reference, bool isWarning) =>
        reference?.Split(' ').FirstOrDefault(part => part.StartsWith(isWarning ? "w:" : "m:", StringComparison.Ordinal))?[2..];

    private static string With(string? reference, bool isWarning, string fingerprint) =>
        string.Join(' ', (reference?.Split(' ') ?? []).Where(part => !part.StartsWith(isWarning ? "w:" : "m:", StringComparison.Ordinal)).Append($"{(isWarning ? "w:" : "m:")}{fingerprint}"));

    private static string Fingerprint(AlertSecret key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal())).AsSpan(0, 4));
}
