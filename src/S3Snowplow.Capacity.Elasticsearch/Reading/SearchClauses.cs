using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes the parts that the searches of both forms, and those of the pictures, are made of.</summary>
internal static class SearchClauses
{
    /// <summary>Writes the clause that documents match which have a member.</summary>
    public static void WriteExists(Utf8JsonWriter writer, string member)
    {
        writer.WriteStartObject();
        WriteField(writer, "exists", member);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a <c>bool</c> that documents match which have one of several members.</summary>
    public static void WriteAnyExists(Utf8JsonWriter writer, IEnumerable<string> members)
    {
        writer.WriteStartArray("should"u8);
        foreach (string member in members)
        {
            WriteExists(writer, member);
        }

        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match"u8, 1);
    }

    /// <summary>Writes the sorting by a time.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="field">The field with the time.</param>
    /// <param name="order"><c>asc</c> or <c>desc</c>.</param>
    public static void WriteSort(Utf8JsonWriter writer, string field, string order)
    {
        writer.WriteStartArray("sort"u8);
        writer.WriteStartObject();
        writer.WriteStartObject(field);
        writer.WriteString("order"u8, order);

        // An index of the pattern that has nothing of ours would fail otherwise.
        writer.WriteString("unmapped_type"u8, "date"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>Writes a metric of a field, by its name.</summary>
    public static void WriteMetric(Utf8JsonWriter writer, string name, string metric, string field)
    {
        writer.WriteStartObject(name);
        WriteField(writer, metric, field);
        writer.WriteEndObject();
    }

    /// <summary>Writes a member that names a field.</summary>
    public static void WriteField(Utf8JsonWriter writer, string name, string field)
    {
        writer.WriteStartObject(name);
        writer.WriteString("field"u8, field);
        writer.WriteEndObject();
    }
}
