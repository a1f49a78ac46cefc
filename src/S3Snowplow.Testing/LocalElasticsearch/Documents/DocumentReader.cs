using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Reads what is indexed of a document, by the mapping of its index, which grows by what is new.</summary>
internal static class DocumentReader
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="ElasticsearchError">It does not fit the mapping.</exception>
    public static DocumentValues Read(JsonElement source, IndexMapping mapping)
    {
        var values = new DocumentValues.Builder();
        Read("", source, mapping, values);
        return values.Build();
    }

    private static void Read(string path, JsonElement element, IndexMapping mapping, DocumentValues.Builder values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                if (mapping.Find(path) is { } concrete)
                {
                    throw new ElasticsearchError(400, "mapper_parsing_exception", $"failed to parse field [{path}] of type [{concrete.Type}]: found an object");
                }

                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Read(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, mapping, values);
                }

                break;

            // Elements of an array lose which belongs to which, as in Elasticsearch.
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Read(path, one, mapping, values);
                }

                break;

            // A null is as good as nothing, and maps nothing.
            case JsonValueKind.Null:
                break;

            default:
                Add(path, element, mapping.Ensure(path, element), mapping, values);
                break;
        }
    }

    private static void Add(string path, JsonElement element, FieldMapping field, IndexMapping mapping, DocumentValues.Builder values)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        object? indexed = field.Type switch
        {
            "keyword" => text.Length > (field.IgnoreAbove ?? int.MaxValue) ? null : mapping.Share(text),
            "text" => mapping.Share(text),
            "long" or "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : throw Unreadable(),
            "double" or "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Unreadable(),
            "date" => (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long ms) ? ms : IndexMapping.ParseTime(text)) ?? throw Unreadable(),
            "boolean" => text switch { "true" => true, "false" => false, _ => throw Unreadable() },
            _ => text,
        };
        if (indexed is not null)
        {
            values.Add(mapping.Number(path), indexed);
        }

        foreach ((string sub, FieldMapping inner) in field.SubFields)
        {
            Add($"{path}.{sub}", element, inner, mapping, values);
        }

        ElasticsearchError Unreadable() => new(400, "mapper_parsing_exception", $"failed to parse field [{path}] of type [{field.Type}]");
    }
}
