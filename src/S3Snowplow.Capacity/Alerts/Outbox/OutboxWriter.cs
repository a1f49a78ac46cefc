using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts;

/// <summary>Writes an outbox as JSON. What is absent there is zero, false or none.</summary>
internal static class OutboxWriter
{
    public const int Version = 1;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, IEnumerable<OpenAlert> alerts, IEnumerable<ChannelState> channels)
    {
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStartObject();
        json.WriteNumber("version"u8, Version);
        json.WriteStartArray("channels"u8);
        foreach (ChannelState channel in channels)
        {
            Write(json, channel);
        }

        json.WriteEndArray();
        json.WriteStartArray("alerts"u8);
        foreach (OpenAlert alert in alerts)
        {
            Write(json, alert);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChannelState channel)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, channel.Name);
        Time(json, "blockedUntil", channel.BlockedUntil);
        json.WriteNumber("blocks"u8, channel.Blocks);
        Time(json, "failingSince", channel.FailingSince);
        json.WriteBoolean("isBroken"u8, channel.IsBroken);
        Text(json, "reason", channel.Reason);
        Time(json, "lastTaken", channel.LastTaken);
        Time(json, "logged", channel.Logged);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OpenAlert alert)
    {
        json.WriteStartObject();
        json.WriteString("topic"u8, alert.Topic.ToString());
        json.WriteString("incident"u8, alert.Incident);
        Time(json, "since", alert.Since);
        json.WriteString("severity"u8, alert.Severity.ToString());
        Time(json, "criticalSince", alert.CriticalSince);
        Time(json, "at", alert.At);
        json.WriteNumber("sequence"u8, alert.Sequence);
        json.WriteNumber("reminder"u8, alert.Reminder);
        Time(json, "nextReminder", alert.NextReminder);
        Time(json, "ended", alert.Ended);
        Time(json, "silencedUntil", alert.SilencedUntil);
        Time(json, "goneSince", alert.GoneSince);
        json.WriteBoolean("isEscalated"u8, alert.IsEscalated);
        json.WriteStartArray("untold"u8);
        alert.Untold.ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WritePropertyName("last"u8);
        TransitionJson.Write(json, alert.Last);
        TransitionJson.Write(json, "figures", alert.Figures);
        Write(json, alert.Facts);
        json.WriteStartArray("accounts"u8);
        foreach (ChannelAccount account in alert.Accounts)
        {
            Write(json, account);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChannelAccount account)
    {
        json.WriteStartObject();
        json.WriteString("channel"u8, account.Channel);
        json.WriteString("warning"u8, account.Warning.ToString());
        json.WriteString("opened"u8, account.Opened.ToString());
        json.WriteNumber("firstSequence"u8, account.FirstSequence);
        json.WriteNumber("lastSequence"u8, account.LastSequence);
        Text(json, "reference", account.Reference);
        Time(json, "resend", account.Resend);
        json.WriteStartArray("owed"u8);
        foreach (OwedNotice owed in account.Owed)
        {
            json.WriteStartObject();
            json.WriteNumber("sequence"u8, owed.Sequence);
            json.WriteString("phase"u8, owed.Phase.ToString());
            json.WriteString("severity"u8, owed.Severity.ToString());
            json.WritePropertyName("transition"u8);
            TransitionJson.Write(json, owed.Transition);
            Time(json, "since", owed.Since);
            json.WriteString("size"u8, owed.Size.ToString());
            json.WriteNumber("failures"u8, owed.Failures);
            Time(json, "due", owed.Due);
            json.WriteBoolean("isRefused"u8, owed.IsRefused);
            Text(json, "reason", owed.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AlertPipeline? facts)
    {
        if (facts is null)
        {
            return;
        }

        json.WriteStartObject("facts"u8);
        json.WriteString("band"u8, facts.Band);
        Throughput(json, "throughput", facts.Throughput);
        Text(json, "owner", facts.Owner);
        Text(json, "runbook", facts.Runbook?.AbsoluteUri);
        Span(json, "rhythm", facts.Rhythm);
        Span(json, "maxBehind", facts.MaxBehind);
        json.WriteBoolean("isNeedKnown"u8, facts.IsNeedKnown);
        Text(json, "smallest", facts.Smallest?.Name);
        if (facts.Smallest is { } smallest)
        {
            Throughput(json, "smallestThroughput", smallest.Throughput);
        }

        json.WriteEndObject();
    }

    private static void Throughput(Utf8JsonWriter json, string name, Throughput throughput)
    {
        json.WriteNumber(name, throughput.BytesPerHour);
        json.WriteBoolean($"{name}IsBinary", throughput.IsBinary);
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteNumber(name, value.ToUnixTimeMilliseconds());
        }
    }

    private static void Span(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } value)
        {
            json.WriteNumber(name, (long)value.TotalMilliseconds);
        }
    }
}
