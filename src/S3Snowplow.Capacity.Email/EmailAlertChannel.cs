using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace S3Snowplow.Capacity.Email;

/// <summary>Sends alerts by e-mail over SMTP, an incident as one thread, a message for each recipient.</summary>
/// <remarks>
/// Taken over (250) is not delivered: bounces come to the sender's mailbox. Only over TLS: StartTls (the server must offer it) or SslOnConnect; the certificate is checked. Sources: MailKit at d1f7aa7
/// (<c>FAQ.md</c>, <c>SmtpCommandException</c>); RFC 5321, RFC 5322 section 3.6.4, RFC 3834.
/// </remarks>
public sealed class EmailAlertChannel : IAlertChannel
{
    private const int MaxReason = 512;

    private readonly EmailSettings _settings;
    private readonly TimeProvider _time;
    private readonly AlertSecret? _password;

    /// <summary>Makes the channel.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its settings, which were checked.</param>
    /// <param name="time">The clock.</param>
    internal EmailAlertChannel(string name, AlertChannelSettings settings, TimeProvider time)
    {
        (Name, _settings, _time) = (name, EmailSettings.Of(settings), time);
        _password = settings.Credential is { Length: > 0 } password ? new AlertSecret(password) : null;
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    /// <summary>The type, for <see cref="AlertChannelTypes.Add"/>.</summary>
    public static AlertChannelType Registration { get; } =
        new("email", EmailSettings.Names, EmailSettings.Check, (name, settings, services) => new EmailAlertChannel(name, settings, services.Time));

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Type => Registration.Name;

    /// <inheritdoc/>
    public AlertChannelTraits Traits { get; }

    /// <summary>Opens the connection; a test's may be in clear text.</summary>
    internal SecureSocketOptions? SecurityOfTests { get; set; }

    /// <inheritdoc/>
    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);

        // The reference says who has this message already: a repetition goes only to the recipients who have not.
        string[] done = RecipientsDone(notice);
        var progress = new Progress(notice.Sequence, [.. done]);
        try
        {
            using var client = new SmtpClient { Timeout = 30_000 };
            AlertAnswer? trouble = await ConnectAsync(client, cancellationToken).ConfigureAwait(false);
            if (trouble is not null)
            {
                return trouble with { Reference = progress.Reference };
            }

            AlertAnswer answer = AlertAnswer.Accepted;
            AlertAnswer? refused = null;
            for (int i = 0; i < _settings.To.Count; i++)
            {
                string mark = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                if (progress.Done.Contains(mark))
                {
                    continue;
                }

                AlertAnswer one = await SendOneAsync(client, notice, _settings.To[i], cancellationToken).ConfigureAwait(false);
                if (one.IsTaken)
                {
                    progress.Done.Add(mark);
                }
                else if (one.Outcome == AlertOutcome.Broken)
                {
                    // A mailbox that does not exist must not hold up those that do.
                    refused = one;
                }
                else
                {
                    answer = Worse(answer, one);
                    if (!client.IsConnected)
                    {
                        break;
                    }
                }
            }

            await LeaveAsync(client, cancellationToken).ConfigureAwait(false);
            if (refused is not null && answer.IsTaken)
            {
                answer = progress.Done.Count > 0 ? answer with { Reason = refused.Reason } : refused;
            }

            return answer with { Reference = progress.Reference };
        }
        catch (OperationCanceledException)
        {
            return new AlertAnswer(AlertOutcome.Unknown, "timeout") { Reference = progress.Reference };
        }
    }

    private async Task<AlertAnswer?> ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(_settings.Host, _settings.Port, SecurityOfTests ?? _settings.Security, cancellationToken).ConfigureAwait(false);
            if (_password is not null)
            {
                await client.AuthenticateAsync(_settings.User!, _password.Reveal(), cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (AuthenticationException)
        {
            return new AlertAnswer(AlertOutcome.Broken, "authentication_failed");
        }
        catch (SslHandshakeException)
        {
            return new AlertAnswer(AlertOutcome.Broken, "tls_handshake_failed");
        }
        catch (NotSupportedException)
        {
            // The server does not offer StartTls, or no authentication: what would follow goes in clear text.
            return new AlertAnswer(AlertOutcome.Broken, "starttls_or_authentication_not_offered");
        }
        catch (SmtpCommandException exception)
        {
            return Of(exception);
        }
        catch (Exception exception) when (exception is SmtpProtocolException or IOException or System.Net.Sockets.SocketException)
        {
            return new AlertAnswer(AlertOutcome.Unreachable, "connection_error");
        }
    }

    private async Task<AlertAnswer> SendOneAsync(SmtpClient client, AlertNotice notice, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        using MimeMessage message = EmailBody.Write(notice, _settings.From, recipient, _settings.IsStateInSubject, _time.GetUtcNow());
        try
        {
            await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return AlertAnswer.Accepted;
        }
        catch (SmtpCommandException exception)
        {
            return Of(exception);
        }
        catch (Exception exception) when (exception is SmtpProtocolException or IOException or ServiceNotConnectedException)
        {
            // After the message's text nobody knows; it is sent again under the same Message-ID.
            return new AlertAnswer(exception is ServiceNotConnectedException ? AlertOutcome.Unreachable : AlertOutcome.Unknown, "connection_broken");
        }
    }

    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SmtpCommandException or SmtpProtocolException or IOException or ServiceNotConnectedException)
        {
            // What was taken is taken, however the server says goodbye.
        }
    }

    // RFC 5321, section 4.2.1: 4yz for a while, 5yz for good. A refused message (552 too much, 554) is sent smaller; a refused mailbox or sender is nothing that a smaller one helps.
    private AlertAnswer Of(SmtpCommandException exception)
    {
        int status = (int)exception.StatusCode;
        string reason = $"smtp_{status}{(exception.Mailbox is { } mailbox ? $" {exception.ErrorCode} of recipient {_settings.To.IndexOf(mailbox) + 1}" : string.Empty)} {exception.Message}";
        AlertOutcome outcome = status switch
        {
            >= 400 and < 500 => AlertOutcome.Throttled,
            552 => AlertOutcome.Refused,
            554 when exception.ErrorCode == SmtpErrorCode.MessageNotAccepted => AlertOutcome.Refused,
            _ => AlertOutcome.Broken,
        };

        // Greylisting wants a minute at least.
        return new AlertAnswer(outcome, Clean(reason)) { RetryAfter = outcome == AlertOutcome.Throttled ? TimeSpan.FromMinutes(1) : null };
    }

    private string Clean(string reason)
    {
        string line = Alerts.AlertWords.OneLine(reason);
        return Alerts.AlertWords.Cut((_password?.MaskIn(line) ?? line).Trim(), MaxReason);
    }

    // One recipient that fails keeps the message owed, for that recipient; what nobody can mend by waiting counts more.
    private static AlertAnswer Worse(AlertAnswer one, AlertAnswer other) => one.IsTaken || (one.Outcome == AlertOutcome.Throttled && !other.IsTaken) ? other : one;

    private static string[] RecipientsDone(AlertNotice notice) =>
        notice.Reference?.Split(':') is [var sequence, var marks] && sequence == notice.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) ? marks.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];

    private sealed record Progress(int Sequence, List<string> Done)
    {
        public string Reference => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Sequence}:{string.Join(',', Done)}");
    }
}
