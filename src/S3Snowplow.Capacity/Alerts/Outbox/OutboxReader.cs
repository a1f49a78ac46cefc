using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts;

/// <summary>Reads what <see cref="OutboxWriter"/> wrote.</summary>
internal static class OutboxReader
{
    /// <summary>Reads all of it before anything is changed.</summary>
    /// <param name="saved">The JSON.</param>
    /// <param name="channels">The channels that there are.</param>
    /// <returns>The alerts, and what puts the channels into the state that was saved.</returns>
    /// <exception cref="InvalidDataException">It is damaged, empty, or of a later version.</exception>
    public static (List<OpenAlert> Alerts, Action Apply) Read(ReadOnlySpan<byte> saved, IReadOnlyList<ChannelState> channels)
    {
        var reader = new Utf8JsonReader(saved);
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != saved.Length)
            {
                throw new InvalidDataException("The saved alerts are damaged: something follows them.");
            }

            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException("The saved alerts are damaged: they are no object.");
            }

            var root = new SavedObject(document.RootElement);
            if (root.Integer("version") != OutboxWriter.Version)
            {
                throw new InvalidDataException($"The saved alerts are of version {root.Integer("version")}; this package reads version {OutboxWriter.Version}.");
            }

            List<OpenAlert> alerts = [.. root.Objects("alerts").Select(ReadAlert)];
            List<Action> changes = [.. channels.Select<ChannelState, Action>(channel => channel.Forget), .. root.Objects("channels").Select(one => ReadChannel(one, channels))];
            return (alerts, () => changes.ForEach(change => change()));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or OverflowException)
        {
            // No JSON, text that is no UTF-8, a time that no clock has.
            throw new InvalidDataException("The saved alerts are damaged: they are not what was written.", exception);
        }
    }

    private static Action ReadChannel(SavedObject saved, IReadOnlyList<ChannelState> channels)
    {
        string name = saved.Text("name");
        (DateTimeOffset? blocked, int blocks, DateTimeOffset? failing, bool isBroken) =
            (saved.OptionalTime("blockedUntil"), saved.Integer("blocks"), saved.OptionalTime("failingSince"), saved.Flag("isBroken"));
        (string? reason, DateTimeOffset? taken, DateTimeOffset? logged) = (saved.OptionalText("reason"), saved.OptionalTime("lastTaken"), saved.OptionalTime("logged"));
        return () =>
        {
            if (channels.FirstOrDefault(channel => channel.Name == name) is { } channel)
            {
                (channel.BlockedUntil, channel.Blocks, channel.FailingSince, channel.IsBroken) = (blocked, blocks, failing, isBroken);
                (channel.Reason, channel.LastTaken, channel.Logged) = (reason, taken, logged);
            }
        };
    }

    private static OpenAlert ReadAlert(SavedObject saved)
    {
        var alert = new OpenAlert(saved.Word<AlertTopic>("topic"), saved.Text("incident"), saved.Time("since"), TransitionJson.Read(saved.Object("last")))
        {
            Severity = saved.Word<AlertSeverity>("severity"),
            CriticalSince = saved.OptionalTime("criticalSince"),
            At = saved.Time("at"),
            Sequence = saved.Integer("sequence"),
            Reminder = saved.Integer("reminder"),
            NextReminder = saved.OptionalTime("nextReminder"),
            Ended = saved.OptionalTime("ended"),
            SilencedUntil = saved.OptionalTime("silencedUntil"),
            GoneSince = saved.OptionalTime("goneSince"),
            IsEscalated = saved.Flag("isEscalated"),
            Figures = TransitionJson.ReadFigures(saved.Optional("figures")),
            Facts = ReadFacts(saved.Optional("facts")),
        };
        alert.Untold.AddRange(saved.Texts("untold"));
        alert.Accounts.AddRange(saved.Objects("accounts").Select(ReadAccount));
        return alert;
    }

    private static ChannelAccount ReadAccount(SavedObject saved)
    {
        var account = new ChannelAccount(saved.Text("channel"))
        {
            Warning = saved.Word<Told>("warning"),
            Opened = saved.Word<Told>("opened"),
            FirstSequence = saved.Integer("firstSequence"),
            LastSequence = saved.Integer("lastSequence"),
            Reference = saved.OptionalText("reference"),
            Resend = saved.OptionalTime("resend"),
        };
        account.Owed.AddRange(saved.Objects("owed").Select(owed =>
            new OwedNotice(owed.Integer("sequence"), owed.Word<AlertPhase>("phase"), owed.Word<AlertSeverity>("severity"), TransitionJson.Read(owed.Object("transition")), owed.Time("since"))
            {
                Size = owed.Word<AlertSize>("size"),
                Failures = owed.Integer("failures"),
                Due = owed.Time("due"),
                IsRefused = owed.Flag("isRefused"),
                Reason = owed.OptionalText("reason"),
            }));
        return account;
    }

    private static AlertPipeline? ReadFacts(SavedObject? saved) => saved is not { } facts ? null : new AlertPipeline(facts.Text("band"), ReadThroughput(facts, "throughput"))
    {
        Owner = facts.OptionalText("owner"),
        Runbook = facts.OptionalText("runbook") is { } runbook && Uri.TryCreate(runbook, UriKind.Absolute, out Uri? address) ? address : null,
        Rhythm = facts.OptionalNumber("rhythm") is { } rhythm ? TimeSpan.FromMilliseconds(rhythm) : null,
        MaxBehind = facts.OptionalNumber("maxBehind") is { } limit ? TimeSpan.FromMilliseconds(limit) : null,
        IsNeedKnown = facts.Flag("isNeedKnown"),
        Smallest = facts.OptionalText("smallest") is { } smallest ? new AlertBand(smallest, ReadThroughput(facts, "smallestThroughput")) : null,
    };

    private static Throughput ReadThroughput(SavedObject saved, string name) => new(saved.Number(name)) { IsBinary = saved.Flag($"{name}IsBinary") };
}
