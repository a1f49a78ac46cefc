using MailKit.Security;
using MimeKit;

namespace S3Snowplow.Capacity.Email;

/// <summary>The settings of a channel of type <c>email</c>: address <c>HOST:PORT</c>, the rest options.</summary>
internal sealed record EmailSettings(string Host, int Port, SecureSocketOptions Security, string? User, MailboxAddress From, IReadOnlyList<MailboxAddress> Recipients, bool IsStateInSubject)
{
    public static readonly string[] Names = ["From", "To", "User", "Security", "StateInSubject"];

    private const int SubmissionPort = 587;
    private const int ImplicitTlsPort = 465;
    private const int MaxRecipients = 40;

    public List<MailboxAddress> To { get; } = [.. Recipients];

    public static EmailSettings Of(AlertChannelSettings settings)
    {
        (string host, int port) = Split(settings.Address) ?? throw new ArgumentException("The address was not checked.", nameof(settings));
        return new EmailSettings(
            host,
            port,
            settings.Option("Security")?.ToUpperInvariant() is "SSLONCONNECT" || (settings.Option("Security") is null && port == ImplicitTlsPort) ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
            settings.Option("User"),
            Parse(settings.Option("From"))!.Single(),
            Parse(settings.Option("To"))!,
            string.Equals(settings.Option("StateInSubject"), "true", StringComparison.OrdinalIgnoreCase));
    }

    public static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        if (Split(settings.Address) is null)
        {
            problems.Add("Address", settings.Address is { Length: > 0 } ? $"is '{settings.Address}'; allowed: HOST or HOST:PORT" : "is not set; allowed: HOST or HOST:PORT of a mail server");
        }

        CheckMailboxes(settings, "From", 1, problems);
        CheckMailboxes(settings, "To", MaxRecipients, problems);
        if (settings.Option("Security") is { } security && security.ToUpperInvariant() is not ("STARTTLS" or "SSLONCONNECT"))
        {
            problems.Add("Options:Security", $"is '{security}'; allowed: StartTls (port {SubmissionPort}), SslOnConnect (port {ImplicitTlsPort}). Others may go on in clear text");
        }

        if (settings.Option("User") is null != settings.Credential is not { Length: > 0 })
        {
            problems.Add("Options:User", "and Credential belong together; set both, or neither where the server asks for none");
        }

        if (settings.Option("StateInSubject") is { } state && !bool.TryParse(state, out _))
        {
            problems.Add("Options:StateInSubject", $"is '{state}'; allowed: true, false");
        }
    }

    private static void CheckMailboxes(AlertChannelSettings settings, string option, int most, AlertSettingProblems problems)
    {
        string allowed = most == 1 ? "a mailbox, such as S3Snowplow <alerts@example.com>" : $"up to {most} mailboxes, separated by commas";
        if (settings.Option(option) is not { } text)
        {
            problems.Add($"Options:{option}", $"is not set; allowed: {allowed}");
        }
        else if (Parse(text) is not { Count: > 0 } found || found.Count > most)
        {
            problems.Add($"Options:{option}", $"is '{text}'; allowed: {allowed}");
        }
    }

    private static List<MailboxAddress>? Parse(string? text)
    {
        if (text is null || text.AsSpan().ContainsAny('\r', '\n') || !InternetAddressList.TryParse(text, out InternetAddressList? list))
        {
            return null;
        }

        List<MailboxAddress> mailboxes = [.. list.OfType<MailboxAddress>()];
        return mailboxes.Count == list.Count && mailboxes.TrueForAll(one => one.Address.IndexOf('@') is > 0 and var at && at < one.Address.Length - 1) ? mailboxes : null;
    }

    private static (string Host, int Port)? Split(string? address)
    {
        if (address is not { Length: > 0 } || !Uri.TryCreate($"smtp://{address}", UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.PathAndQuery is not ("/" or "") || uri.UserInfo.Length > 0)
        {
            return null;
        }

        // The scheme's own port, 25, is for servers among themselves.
        return (uri.DnsSafeHost, uri.IsDefaultPort ? SubmissionPort : uri.Port);
    }
}
