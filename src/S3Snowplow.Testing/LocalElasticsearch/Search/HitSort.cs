using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>The order of hits: by the values of fields, and among those that are alike by index and by when they were written.</summary>
/// <remarks>Of several values the least counts, or, where the order is descending, the greatest; a document without a value comes last, whichever the order. Source:
/// Elasticsearch Guide, "Sort search results".</remarks>
internal sealed class HitSort
{
    private readonly Key[] _keys;

    private HitSort(Key[] keys) => _keys = keys;

    /// <summary>The fields by which it sorts, and whether a type is given for where they are not mapped.</summary>
    public IEnumerable<(string Field, bool HasUnmappedType)> Fields => _keys.Select(key => (key.Field, key.HasUnmappedType));

    /// <summary>The member <c>sort</c>: a name, or an object of one, or a list of them; the order as a text, or as a member.</summary>
    public static HitSort? Read(JsonElement content)
    {
        if (!content.TryGetProperty("sort", out JsonElement sort))
        {
            return null;
        }

        Key[] keys = [.. (sort.ValueKind == JsonValueKind.Array ? sort.EnumerateArray() : Enumerable.Repeat(sort, 1)).SelectMany(Read)];
        return keys.Length == 0 ? null : new HitSort(keys);

        static IEnumerable<Key> Read(JsonElement one) =>
            one.ValueKind == JsonValueKind.String ? [new Key(one.GetString()!, false, false)] : one.EnumerateObject().Select(Of);

        static Key Of(JsonProperty field)
        {
            if (field.Value.ValueKind == JsonValueKind.String)
            {
                return new Key(field.Name, field.Value.GetString() == "desc", false);
            }

            ElasticsearchError.Allow(field.Value, field.Name, "order", "unmapped_type", "format", "numeric_type", "missing", "mode");
            foreach (string name in new[] { "format", "numeric_type", "missing", "mode" })
            {
                if (field.Value.TryGetProperty(name, out _))
                {
                    throw ElasticsearchError.Illegal($"[sort] with [{name}] is not modelled here");
                }
            }

            return new Key(field.Name, field.Value.TryGetProperty("order", out JsonElement order) && order.GetString() == "desc", field.Value.TryGetProperty("unmapped_type", out _));
        }
    }

    /// <summary>The documents in this order.</summary>
    public IEnumerable<StoredDocument> Apply(IReadOnlyList<StoredDocument> documents)
    {
        (StoredDocument Document, object?[] Keys)[] keyed = [.. documents.Select(document => (document, Array.ConvertAll(_keys, key => key.Of(document))))];

        // Most often they are in the order already, since they were found by the time by which they are to be sorted.
        for (int i = 1; i < keyed.Length; i++)
        {
            if (Compare(keyed[i - 1], keyed[i]) > 0)
            {
                Array.Sort(keyed, Compare);
                break;
            }
        }

        return keyed.Select(one => one.Document);
    }

    /// <summary>The member <c>sort</c> of a hit.</summary>
    public JsonArray ValuesOf(StoredDocument document) => new([.. _keys.Select(key => key.Of(document) switch
    {
        null => (JsonNode?)null,
        long whole => JsonValue.Create(whole),
        double real => JsonValue.Create(real),
        bool flag => JsonValue.Create(flag ? 1 : 0),
        var text => JsonValue.Create((string)text),
    })]);

    private int Compare((StoredDocument Document, object?[] Keys) one, (StoredDocument Document, object?[] Keys) other)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            int order = (one.Keys[i], other.Keys[i]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                (var first, var second) => _keys[i].IsDescending ? Values(second, first) : Values(first, second),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return string.CompareOrdinal(one.Document.Index.Name, other.Document.Index.Name) is not 0 and var index ? index : one.Document.Sequence.CompareTo(other.Document.Sequence);
    }

    // Elasticsearch compares texts by their bytes. One field can be a whole number here and another number there.
    private static int Values(object one, object other) => one is string text ? string.CompareOrdinal(text, other as string)
        : one is long first && other is long second ? first.CompareTo(second)
        : one is bool flag && other is bool mark ? flag.CompareTo(mark)
        : Convert.ToDouble(one, System.Globalization.CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(other, System.Globalization.CultureInfo.InvariantCulture));

    private sealed record Key(string Field, bool IsDescending, bool HasUnmappedType)
    {
        public object? Of(StoredDocument document) => document.Of(Field) switch
        {
            [] => null,
            [var only] => only,
            var several => IsDescending ? several.MaxBy(value => value) : several.MinBy(value => value),
        };
    }
}
