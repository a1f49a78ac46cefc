using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>How one field is mapped.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IgnoreAbove">Longer texts are not indexed; only for <c>keyword</c>.</param>
/// <param name="SubFields">The same text mapped otherwise, by name.</param>
internal sealed record FieldMapping(string Type, int? IgnoreAbove, IReadOnlyDictionary<string, FieldMapping> SubFields)
{
    private static readonly string[] Types = ["keyword", "text", "long", "integer", "double", "float", "date", "date_nanos", "boolean", "geo_point"];

    private static readonly Dictionary<string, FieldMapping> None = [];

    /// <summary>What Elasticsearch makes of a text of itself: words, and the whole up to 256 letters.</summary>
    public static readonly FieldMapping DynamicText = new("text", null, new Dictionary<string, FieldMapping> { ["keyword"] = new("keyword", 256, None) });

    public bool IsTime => Type is "date" or "date_nanos";

    public bool IsNumber => Type is "long" or "integer" or "double" or "float";

    public static FieldMapping Of(string type) => new(type, null, None);

    /// <summary>Reads a field of a mapping.</summary>
    public static FieldMapping Read(string name, JsonElement element)
    {
        ElasticsearchError.Allow(element, name, "type", "ignore_above", "fields");
        string type = element.TryGetProperty("type", out JsonElement text) ? text.GetString()! : "";
        if (!Types.Contains(type))
        {
            throw new ElasticsearchError(400, "mapper_parsing_exception", $"No handler for type [{type}] declared on field [{name}]");
        }

        return new FieldMapping(
            type,
            element.TryGetProperty("ignore_above", out JsonElement above) ? above.GetInt32() : null,
            element.TryGetProperty("fields", out JsonElement fields) ? fields.EnumerateObject().ToDictionary(field => field.Name, field => Read(field.Name, field.Value)) : None);
    }

    /// <summary>It as an answer has it.</summary>
    public JsonObject ToJson()
    {
        var mapping = new JsonObject { ["type"] = Type };
        if (SubFields.Count > 0)
        {
            mapping["fields"] = new JsonObject(SubFields.Select(sub => KeyValuePair.Create(sub.Key, (JsonNode?)sub.Value.ToJson())));
        }

        if (IgnoreAbove is { } above)
        {
            mapping["ignore_above"] = above;
        }

        return mapping;
    }
}
