using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>An index of one shard. Guarded by the gate of its <see cref="LocalElasticsearch"/>.</summary>
internal sealed class StoredIndex(string name, IndexMapping mapping)
{
    private readonly Dictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);

    public string Name => name;

    public IndexMapping Mapping => mapping;

    public IReadOnlyCollection<StoredDocument> Documents => _documents.Values;

    public StoredDocument? Find(string id) => _documents.GetValueOrDefault(id);

    /// <summary>Writes a document over the one with the same id.</summary>
    /// <exception cref="ElasticsearchError">It does not fit the mapping; nothing was written.</exception>
    public StoredDocument Put(string id, JsonElement source)
    {
        var values = new Dictionary<string, List<object>>(StringComparer.Ordinal);
        if (source.ValueKind != JsonValueKind.Object)
        {
            throw new ElasticsearchError(400, "mapper_parsing_exception", "failed to parse: a document is an object");
        }

        Read("", source, values);
        return _documents[id] = new StoredDocument(name, id, source.Clone(), values, (Find(id)?.Version ?? 0) + 1);
    }

    private void Read(string path, JsonElement element, Dictionary<string, List<object>> values)
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
                    Read(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, values);
                }

                break;

            // Elements of an array lose which belongs to which, as in Elasticsearch.
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Read(path, one, values);
                }

                break;

            // A null is as good as nothing, and maps nothing.
            case JsonValueKind.Null:
                break;

            default:
                Add(path, element, mapping.Ensure(path, element), values);
                break;
        }
    }

    private static void Add(string path, JsonElement element, FieldMapping field, Dictionary<string, List<object>> values)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        IEnumerable<object> indexed = field.Type switch
        {
            "keyword" => text.Length > (field.IgnoreAbove ?? int.MaxValue) ? [] : [text],
            "text" => Words(text),
            "long" or "integer" => [long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : throw Unreadable()],
            "double" or "float" => [double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Unreadable()],
            "date" => [(element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long ms) ? ms : IndexMapping.ParseTime(text)) ?? throw Unreadable()],
            "boolean" => [text switch { "true" => true, "false" => false, _ => throw Unreadable() }],
            _ => [text],
        };
        if (!values.TryGetValue(path, out List<object>? known))
        {
            values[path] = known = [];
        }

        known.AddRange(indexed);
        foreach ((string sub, FieldMapping inner) in field.SubFields)
        {
            Add($"{path}.{sub}", element, inner, values);
        }

        ElasticsearchError Unreadable() => new(400, "mapper_parsing_exception", $"failed to parse field [{path}] of type [{field.Type}]");
    }

    // Near enough to the standard analyser: a word that is compared with a text has to be in lower case and without signs.
    private static string[] Words(string text) =>
        new string([.. text.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
