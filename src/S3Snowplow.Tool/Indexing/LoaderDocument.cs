using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>An event as the document that Snowplow's Elasticsearch loader writes.</summary>
/// <remarks>
/// <c>Event.toJson(lossy = true)</c>: all flat fields, those that are null too, and instead of the envelopes one member for each schema, entities with their address in
/// <c>_schema_version</c>. Nothing may rest on that one: loader 2 does not write it. Source: Snowplow Scala Analytics SDK 3.2.0; times are as Micro has them, which is how the SDK has them.
/// </remarks>
/// <param name="Id">The event's id, which becomes the document's.</param>
/// <param name="Collected">Its <c>collector_tstamp</c>.</param>
/// <param name="Derived">Its <c>derived_tstamp</c>.</param>
/// <param name="Json">The document, on one line.</param>
internal sealed record LoaderDocument(Guid Id, DateTimeOffset? Collected, DateTimeOffset? Derived, ReadOnlyMemory<byte> Json)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Takes a document as Micro 3 and 4 hand it out.</summary>
    /// <exception cref="JsonException">It has no event id.</exception>
    public static LoaderDocument Take(JsonElement document) => Of(document, RawOf(document).ToArray());

    /// <summary>Makes a document of one of Micro's good events, which has envelopes.</summary>
    /// <param name="good">An element of the answer to <c>GET /micro/good</c>.</param>
    /// <exception cref="JsonException">It has no event in it, or one without an id.</exception>
    public static LoaderDocument Flatten(JsonElement good)
    {
        if (good.ValueKind != JsonValueKind.Object || !good.TryGetProperty("event", out JsonElement fields) || fields.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a good event has no member 'event'");
        }

        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in fields.EnumerateObject().Where(field => field.Name is not ("contexts" or "derived_contexts" or "unstruct_event" or "geo_location")))
            {
                WriteRaw(writer, field.Name, field.Value);
            }

            if (Number(fields, "geo_latitude") is { } latitude && Number(fields, "geo_longitude") is { } longitude)
            {
                writer.WriteString("geo_location"u8, $"{latitude},{longitude}");
            }

            WriteEntities(writer, fields);
            if (Member(Member(fields, "unstruct_event"), "data") is { ValueKind: JsonValueKind.Object } content && Member(content, "schema")?.GetString() is { } schema)
            {
                WriteRaw(writer, LoaderField.OfEvent(SchemaOf(schema)), Member(content, "data") ?? default);
            }

            writer.WriteEndObject();
        }

        return Of(fields, buffer.WrittenMemory);
    }

    // By schema, in one array each. Of an entity that is both given and derived, the derived ones stay.
    private static void WriteEntities(Utf8JsonWriter writer, JsonElement fields)
    {
        var groups = new Dictionary<string, JsonElement[]>(StringComparer.Ordinal);
        foreach (string envelope in new[] { "contexts", "derived_contexts" })
        {
            if (Member(Member(fields, envelope), "data") is { ValueKind: JsonValueKind.Array } entities)
            {
                foreach (IGrouping<string, JsonElement> group in entities.EnumerateArray().GroupBy(entity => LoaderField.OfEntity(SchemaOf(entity.GetProperty("schema").GetString())), StringComparer.Ordinal))
                {
                    groups[group.Key] = [.. group];
                }
            }
        }

        foreach ((string name, JsonElement[] entities) in groups)
        {
            writer.WriteStartArray(name);
            foreach (JsonElement entity in entities)
            {
                writer.WriteStartObject();
                if (Member(entity, "data") is { ValueKind: JsonValueKind.Object } data)
                {
                    foreach (JsonProperty member in data.EnumerateObject().Where(member => member.Name != "_schema_version"))
                    {
                        WriteRaw(writer, member.Name, member.Value);
                    }
                }

                writer.WriteString("_schema_version"u8, entity.GetProperty("schema").GetString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static LoaderDocument Of(JsonElement fields, ReadOnlyMemory<byte> json) =>
        Member(fields, "event_id") is { ValueKind: JsonValueKind.String } id && id.TryGetGuid(out Guid known)
            ? new LoaderDocument(known, Time(fields, "collector_tstamp"), Time(fields, "derived_tstamp"), json)
            : throw new JsonException("an event has no member 'event_id' with a UUID in it");

    private static IgluUri SchemaOf(string? schema) =>
        IgluUri.TryParse(schema, out IgluUri? address) ? address : throw new JsonException("the schema of an event or of an entity is no iglu: address");

    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteRawValue(RawOf(value), skipInputValidation: true);
    }

    // As it came, number for number, on one line: a line end is a space between members, for within a text it is escaped.
    private static byte[] RawOf(JsonElement value)
    {
        byte[] raw = JsonMarshal.GetRawUtf8Value(value).ToArray();
        raw.AsSpan().Replace((byte)'\n', (byte)' ');
        raw.AsSpan().Replace((byte)'\r', (byte)' ');
        return raw;
    }

    private static string? Number(JsonElement fields, string name) =>
        Member(fields, name) is { ValueKind: JsonValueKind.Number } number ? Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(number)) : null;

    private static DateTimeOffset? Time(JsonElement fields, string name) =>
        Member(fields, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out DateTimeOffset time) ? time : null;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } one && one.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
