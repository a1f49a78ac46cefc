using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Writes the flat fields of an enriched event: those that a server-side sender can fill, empty ones as null.</summary>
/// <remarks>
/// The pipeline has about a hundred more (browser, geography, marketing, transactions), which are always empty for such a sender and are
/// left out here. Source: Snowplow documentation, "Canonical event".
/// </remarks>
internal static class EnrichedFields
{
    /// <summary>Writes the fields as members of the object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, GoodEvent good)
    {
        _ = SchemaKey.TryParse(good.Schema, out var schema);
        foreach (var value in good.Atomic)
            if (value is { IsNumber: true, Text: { } number })
                writer.WriteNumber(value.Column, long.Parse(number, CultureInfo.InvariantCulture));
            else
                writer.WriteString(value.Column, value.Text);

        writer.WriteString("event", good.EventType);
        writer.WriteString("event_id", good.EventId);
        writer.WriteString("event_vendor", schema?.Vendor);
        writer.WriteString("event_name", schema?.Name);
        writer.WriteString("event_format", schema?.Format);
        writer.WriteString("event_version", schema?.Version);
        writer.WriteString("v_collector", $"{CollectorIdentity.Artifact}-{CollectorIdentity.Version}");
        writer.WriteString("v_etl", $"{CollectorIdentity.Artifact}-{CollectorIdentity.Version}");
        WriteTime(writer, "etl_tstamp", good.CollectorTimestamp);
        WriteTime(writer, "collector_tstamp", good.CollectorTimestamp);
        WriteTime(writer, "dvce_created_tstamp", good.CreatedTimestamp);
        WriteTime(writer, "dvce_sent_tstamp", good.SentTimestamp);
        WriteTime(writer, "true_tstamp", good.TrueTimestamp);
        WriteTime(writer, "derived_tstamp", good.DerivedTimestamp);
    }

    private static void WriteTime(Utf8JsonWriter writer, string column, DateTimeOffset? time) =>
        writer.WriteString(column, time is { } value ? Timestamps.Format(value) : null);
}
