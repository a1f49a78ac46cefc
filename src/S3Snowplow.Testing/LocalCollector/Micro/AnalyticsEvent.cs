using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>
/// The form in which Snowplow's analytics SDKs, and so its Elasticsearch loader, show an event: flat, with one member for each schema.
/// </summary>
/// <remarks>
/// The event's data stand in <c>unstruct_event_VENDOR_NAME_MODEL</c>, entities in <c>contexts_VENDOR_NAME_MODEL</c>, always an array. With
/// SDK 3.2 each entity has its full address in <c>_schema_version</c>, with 3.0 it has not. Source: documents that Snowplow Scala Analytics
/// SDK 3.0.1 and 3.2.0 made.
/// </remarks>
internal static class AnalyticsEvent
{
    /// <summary>Writes the event as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="good">The event.</param>
    /// <param name="hasSchemaVersions">Whether entities say their schema.</param>
    public static void Write(Utf8JsonWriter writer, GoodEvent good, bool hasSchemaVersions)
    {
        writer.WriteStartObject();
        EnrichedFields.Write(writer, good, writeData: null);
        if (good.Data.ValueKind != JsonValueKind.Undefined && SchemaKey.TryParse(good.Schema, out var key))
        {
            writer.WritePropertyName(Column("unstruct_event", key));
            good.Data.WriteTo(writer);
        }

        foreach (var group in good.Contexts.GroupBy(ColumnOf, StringComparer.Ordinal))
        {
            writer.WriteStartArray(group.Key);
            foreach (var entity in group)
                WriteEntity(writer, entity, hasSchemaVersions);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>The member's name for a schema: dots and hyphens become underscores, the name's words are split, all in lower case.</summary>
    public static string Column(string prefix, SchemaKey key) =>
        $"{prefix}_{Flatten(key.Vendor).ToLowerInvariant()}_{SnakeCase(Flatten(key.Name))}_{key.Model}";

    private static string ColumnOf(CollectedEntity entity) =>
        SchemaKey.TryParse(entity.Schema, out var key) ? Column("contexts", key) : entity.Schema;

    private static string Flatten(string text) => text.Replace('.', '_').Replace('-', '_');

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            // As the SDK does: initials of more than one letter stay together with what follows.
            var startsWord = i > 0 && char.IsAsciiLetterUpper(name[i]) && name[i - 1] != '_' && !char.IsAsciiLetterUpper(name[i - 1]);
            if (startsWord)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    private static void WriteEntity(Utf8JsonWriter writer, CollectedEntity entity, bool hasSchemaVersions)
    {
        if (!hasSchemaVersions || entity.Data.ValueKind != JsonValueKind.Object)
        {
            entity.Data.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in entity.Data.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteString("_schema_version", entity.Schema);
        writer.WriteEndObject();
    }
}
