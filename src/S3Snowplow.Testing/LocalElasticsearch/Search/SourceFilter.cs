using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>
/// How much of a document's source is wanted: <c>_source</c>, as <see langword="false"/>, as a name, as a list of names, or with <c>includes</c> and <c>excludes</c>. A name is a
/// path with dots, and may have <c>*</c>.
/// </summary>
/// <remarks>What is said of a path is kept, since a page asks it of ten thousand documents. Source: Elasticsearch Guide, "Source filtering".</remarks>
internal sealed class SourceFilter
{
    private readonly string[]? _includes;

    private readonly string[] _excludes;

    private readonly Node _root;

    // What was written of the source that is being read, and how much of it counts.
    private byte[] _left = new byte[4_096];

    private int _length;

    private SourceFilter(string[]? includes, string[] excludes, bool isWanted)
    {
        (_includes, _excludes, IsWanted) = (includes, excludes, isWanted);
        _root = new Node(this, "", isWhole: includes is null);
    }

    /// <summary>Whether a hit has a source at all.</summary>
    public bool IsWanted { get; }

    /// <summary>The member <c>_source</c> of a search, or of <c>top_hits</c>.</summary>
    public static SourceFilter Read(JsonElement content)
    {
        if (!content.TryGetProperty("_source", out JsonElement source))
        {
            return new SourceFilter(null, [], isWanted: true);
        }

        switch (source.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return new SourceFilter(null, [], source.GetBoolean());
            case JsonValueKind.Object:
                ElasticsearchError.Allow(source, "_source", "includes", "excludes");
                return new SourceFilter(source.TryGetProperty("includes", out JsonElement includes) ? Names(includes) : null, source.TryGetProperty("excludes", out JsonElement excludes) ? Names(excludes) : [], isWanted: true);
            default:
                return new SourceFilter(Names(source), [], isWanted: true);
        }
    }

    /// <summary>What is left of a source.</summary>
    public JsonNode Apply(StoredDocument document)
    {
        if (_includes is null && _excludes.Length == 0)
        {
            return JsonObject.Create(document.ReadSource())!;
        }

        ReadOnlySpan<byte> source = document.Source.Span;
        var reader = new Utf8JsonReader(source);
        _ = reader.Read();
        _length = 0;
        if (!Keep(ref reader, source, _root))
        {
            return new JsonObject();
        }

        var left = new Utf8JsonReader(_left.AsSpan(0, _length));
        return JsonObject.Create(JsonElement.ParseValue(ref left))!;
    }

    // Writes what is wanted of the value at which the reader is, and leaves the reader at its end. An object or a list of which nothing is left is not written.
    private bool Keep(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, Node node)
    {
        if (node.IsDropped || (node.IsWhole && _excludes.Length == 0) || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            bool isKept = node.IsWhole && !node.IsDropped;
            if (isKept)
            {
                Write(source[from..(int)reader.BytesConsumed]);
            }

            return isKept;
        }

        int before = _length;
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        bool isEmpty = true;
        Write(isObject ? "{"u8 : "["u8);
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            int start = _length;
            if (!isEmpty)
            {
                Write(","u8);
            }

            Node child = node;
            if (isObject)
            {
                child = node.Child(reader.ValueSpan);
                Write(source[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
                if (source[(int)reader.BytesConsumed - 1] != (byte)':')
                {
                    Write(":"u8);
                }

                _ = reader.Read();
            }

            if (Keep(ref reader, source, child))
            {
                isEmpty = false;
            }
            else
            {
                _length = start;
            }
        }

        if (isEmpty && !node.IsWhole)
        {
            _length = before;
            return false;
        }

        Write(isObject ? "}"u8 : "]"u8);
        return true;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _left.Length)
        {
            Array.Resize(ref _left, Math.Max(2 * _left.Length, _length + bytes.Length));
        }

        bytes.CopyTo(_left.AsSpan(_length));
        _length += bytes.Length;
    }

    private static string[] Names(JsonElement names) => names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [names.GetString()!];

    /// <summary>A path in documents.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="path">The path.</param>
    /// <param name="isWhole">Whether what is there is wanted, and all that is in it.</param>
    private sealed class Node(SourceFilter filter, string path, bool isWhole)
    {
        private readonly List<(byte[] Name, Node Child)> _children = [];

        public bool IsWhole { get; } = isWhole || Array.Exists(filter._includes!, pattern => IndexMapping.Matches(pattern, path));

        public bool IsDropped { get; } = Array.Exists(filter._excludes, pattern => IndexMapping.Matches(pattern, path));

        /// <summary>What is in it under a name, as it stands in the source.</summary>
        public Node Child(ReadOnlySpan<byte> name)
        {
            foreach ((byte[] known, Node node) in _children)
            {
                if (name.SequenceEqual(known))
                {
                    return node;
                }
            }

            string text = Encoding.UTF8.GetString(name);
            var child = new Node(filter, path.Length == 0 ? text : $"{path}.{text}", IsWhole);
            _children.Add((name.ToArray(), child));
            return child;
        }
    }
}
