
namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>
/// Slack by its Web API with a bot's token: an incident is one thread. What gets worse is a reply that the channel sees too; at the end the first message is changed, and a reply says so, since a changed message
/// notifies nobody. Source: Slack reference, <c>chat.postMessage</c> and <c>chat.update</c>.
/// </summary>
internal sealed class SlackApiChannel : HttpAlertChannel
{
    public static readonly AlertChannelType Registration = new("slack-api", ["Channel"], Check, (name, settings, services) => new SlackApiChannel(name, settings, services));

    private const string DefaultAddress = "https://slack.com/api/";
    private const string ContentType = "application/json; charset=utf-8";

    private readonly Uri _address;
    private readonly AlertSecret _token;
    private readonly string _channel;

    public SlackApiChannel(string name, AlertChannelSettings settings, AlertChannelServices services)
        : base(name, services, new AlertSecret(settings.Credential!))
    {
        string address = settings.Address is { Length: > 0 } given ? given : DefaultAddress;
        _address = new Uri(address.EndsWith('/') ? address : $"{address}/");
        _token = new AlertSecret(settings.Credential!);
        _channel = settings.Option("Channel")!;
        Traits = AlertChannelTraits.Message with { LeastSeverity = AlertChannelTypes.Severity(settings.LeastSeverity) ?? AlertSeverity.Info };
    }

    public override string Type => Registration.Name;

    public override AlertChannelTraits Traits { get; }

    public override async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        // "CHANNEL-ID TIME" of the thread's first message.
        string[] thread = notice.Reference?.Split(' ') ?? [];
        if (thread.Length != 2)
        {
            (AlertAnswer first, (string Channel, string Time)? members) = await CallAsync("chat.postMessage", WritePost(notice, _channel, null), cancellationToken).ConfigureAwait(false);
            return first with { Reference = members is { } made ? $"{made.Channel} {made.Time}" : null };
        }

        // The smallest form has no blocks, and would leave the first message's as they are.
        if (notice.Phase == AlertPhase.Closed && notice.Size != AlertSize.Line)
        {
            (AlertAnswer changed, _) = await CallAsync("chat.update", WriteUpdate(notice, thread[0], thread[1]), cancellationToken).ConfigureAwait(false);

            // It was removed, or may be changed no longer: the reply alone tells it.
            if (!changed.IsTaken && changed.Reason is not ("message_not_found" or "cant_update_message" or "edit_window_closed"))
            {
                return changed;
            }
        }

        (AlertAnswer answer, _) = await CallAsync("chat.postMessage", WritePost(notice, thread[0], thread[1]), cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>The body of a message, or of a reply in a thread.</summary>
    internal static byte[] WritePost(AlertNotice notice, string channel, string? thread) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("channel"u8, channel);
        SlackBody.WriteMessage(json, notice);
        if (thread is not null)
        {
            json.WriteString("thread_ts"u8, thread);
            json.WriteBoolean("reply_broadcast"u8, notice.Phase != AlertPhase.Reminded);
        }

        json.WriteEndObject();
    });

    /// <summary>The body of a change: with all blocks again, those that are left out would stay as they are.</summary>
    internal static byte[] WriteUpdate(AlertNotice notice, string channel, string time) => AlertJson.Body(json =>
    {
        json.WriteStartObject();
        json.WriteString("channel"u8, channel);
        json.WriteString("ts"u8, time);
        SlackBody.WriteMessage(json, notice);
        json.WriteEndObject();
    });

    private async Task<(AlertAnswer Answer, (string Channel, string Time)? Members)> CallAsync(string method, byte[] body, CancellationToken cancellationToken)
    {
        (string, string)? members = null;
        AlertAnswer answer = await SendAsync(
            HttpMethod.Post, new Uri(_address, method), body, ContentType, reply => SlackAnswers.OfMethod(reply, out members), cancellationToken, ("Authorization", $"Bearer {_token.Reveal()}")).ConfigureAwait(false);
        return (answer, members);
    }

    private static void Check(AlertChannelSettings settings, AlertSettingProblems problems)
    {
        AlertHttpClient.Check(settings.Address, "Address", problems, isRequired: false);
        if (settings.Credential is not { Length: > 0 })
        {
            problems.Add("Credential", "is not set; allowed: a bot's token (xoxb-...) with the scope chat:write");
        }

        if (settings.Option("Channel") is null)
        {
            problems.Add("Options:Channel", "is not set; allowed: the channel's id, C0123456789, to which the bot was invited");
        }
    }
}
