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
        JsonElement source = document.ReadSource();
        if (_includes is null && _excludes.Length == 0)
        {
            return JsonObject.Create(source)!;
        }

        return Left(source, _root) ?? new JsonObject();
    }

    private static JsonNode? Left(JsonElement element, Node node)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when node.IsDropped:
                return null;
            case JsonValueKind.Object:
                var left = new JsonObject();
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    if (Left(member.Value, node.Child(member.Name)) is { } value)
                    {
                        left[member.Name] = value;
                    }
                    else if (member.Value.ValueKind == JsonValueKind.Null && node.Child(member.Name) is { IsWhole: true, IsDropped: false })
                    {
                        left[member.Name] = null;
                    }
                }

                return left.Count > 0 || node.IsWhole ? left : null;
            case JsonValueKind.Array:
                JsonNode?[] kept = [.. element.EnumerateArray().Select(one => Left(one, node)).Where(one => one is not null)];
                return kept.Length > 0 || (node.IsWhole && !node.IsDropped) ? new JsonArray(kept) : null;
            default:
                return node.IsWhole && !node.IsDropped ? JsonValue.Create(element) : null;
        }
    }

    private static string[] Names(JsonElement names) => names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [names.GetString()!];

    /// <summary>A path in documents.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="path">The path.</param>
    /// <param name="isWhole">Whether what is there is wanted, and all that is in it.</param>
    private sealed class Node(SourceFilter filter, string path, bool isWhole)
    {
        private readonly Dictionary<string, Node> _children = new(StringComparer.Ordinal);

        public bool IsWhole { get; } = isWhole || Array.Exists(filter._includes!, pattern => IndexMapping.Matches(pattern, path));

        public bool IsDropped { get; } = Array.Exists(filter._excludes, pattern => IndexMapping.Matches(pattern, path));

        public Node Child(string name)
        {
            if (!_children.TryGetValue(name, out Node? child))
            {
                _children[name] = child = new Node(filter, path.Length == 0 ? name : $"{path}.{name}", IsWhole);
            }

            return child;
        }
    }
}
