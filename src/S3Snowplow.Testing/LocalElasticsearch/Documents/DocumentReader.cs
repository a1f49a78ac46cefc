using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Reads what is indexed of a document, by the mapping of its index, which grows by what is new.</summary>
internal sealed class DocumentReader
{
    // Lucene's: a term has no more bytes.
    private const int MaxTermBytes = 32_766;

    private readonly DocumentValues.Builder _values = new();

    private readonly JsonElement _source;

    private readonly string _id;

    private readonly IndexMapping _mapping;

    private DocumentReader(JsonElement source, string id, IndexMapping mapping) => (_source, _id, _mapping) = (source, id, mapping);

    /// <summary>Reads a document.</summary>
    /// <exception cref="ElasticsearchError">It does not fit the mapping.</exception>
    public static DocumentValues Read(JsonElement source, string id, StoredIndex index)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            throw DocumentErrors.NoObject(index.Mapping.Server);
        }

        if (index.DataStream is not null && !source.TryGetProperty("@timestamp", out _))
        {
            throw DocumentErrors.NoTimestamp(source, index.Mapping.Server);
        }

        var reader = new DocumentReader(source, id, index.Mapping);
        reader.Read("", source, isHidden: false);
        return reader._values.Build();
    }

    // What is in an object that is mapped nested is a document of its own, which a search for the outer one does not meet (18b).
    private void Read(string path, JsonElement element, bool isHidden)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                if (path.Length > 0)
                {
                    if (_mapping.Find(path) is { } concrete)
                    {
                        throw DocumentErrors.Unreadable(path, concrete, element, _source, _id, _mapping.Server);
                    }

                    isHidden |= _mapping.EnsureObject(path) == "nested";
                }

                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Read(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, isHidden);
                }

                break;

            // Elements of an array lose which belongs to which, as in Elasticsearch.
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Read(path, one, isHidden);
                }

                break;

            // A null is as good as nothing, and maps nothing.
            case JsonValueKind.Null:
                break;

            default:
                if (_mapping.Ensure(path, element) is { } field)
                {
                    Add(path, element, field, isHidden);
                }

                break;
        }
    }

    private void Add(string path, JsonElement element, FieldMapping field, bool isHidden)
    {
        object? indexed = Index(path, element, field);
        if (indexed is not null && !isHidden)
        {
            _values.Add(_mapping.Number(path), indexed);
        }

        foreach ((string sub, FieldMapping inner) in field.SubFields)
        {
            Add($"{path}.{sub}", element, inner, isHidden);
        }
    }

    private object? Index(string path, JsonElement element, FieldMapping field)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return field.Type switch
        {
            "keyword" => Keyword(path, text, field),
            "text" => _mapping.Share(text),
            "long" or "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : throw Unreadable(),
            "double" or "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Unreadable(),
            "date" => (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long ms) ? ms : IndexMapping.ParseTime(text)) ?? throw Unreadable(),
            "date_nanos" => (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long millis) ? millis * 1_000_000 : IndexMapping.ParseNanoseconds(text)) ?? throw Unreadable(),
            "boolean" => text switch { "true" => true, "false" => false, _ => throw Unreadable() },
            _ => text,
        };

        ElasticsearchError Unreadable() => DocumentErrors.Unreadable(path, field, element, _source, _id, _mapping.Server);
    }

    // A text that is too long is left out, or, where no bound is set, is no term at all.
    private string? Keyword(string path, string text, FieldMapping field)
    {
        if (text.Length > (field.IgnoreAbove ?? int.MaxValue))
        {
            if (_mapping.Server.RecordsIgnored)
            {
                _values.Add(_mapping.Number("_ignored"), path);
            }

            return null;
        }

        return text.Length * 3 > MaxTermBytes && Encoding.UTF8.GetByteCount(text) is > MaxTermBytes and var bytes
            ? throw DocumentErrors.Immense(path, text, bytes, _source, _id, _mapping.Server)
            : _mapping.Share(text);
    }
}
