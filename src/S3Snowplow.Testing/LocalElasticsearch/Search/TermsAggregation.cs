using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>A bucket for each value of a field: <c>terms</c>, by number of documents or by key.</summary>
internal static class TermsAggregation
{
    public static JsonObject Evaluate(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "terms", "field", "size", "order");
        string field = content.GetProperty("field").GetString()!;
        bool isTime = search.Find(field)?.Type == "date";
        int size = content.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        (object Key, StoredDocument[] Documents)[] all =
        [
            .. documents.SelectMany(one => one.Of(field).Distinct().Select(value => (Key: value, Document: one)))
                .GroupBy(pair => pair.Key).Select(group => (group.Key, group.Select(pair => pair.Document).ToArray())),
        ];
        (object Key, StoredDocument[] Documents)[] sorted = Order(content) switch
        {
            "asc" => [.. all.OrderBy(bucket => bucket.Key, KeyOrder.Instance)],
            "desc" => [.. all.OrderByDescending(bucket => bucket.Key, KeyOrder.Instance)],
            _ => [.. all.OrderByDescending(bucket => bucket.Documents.Length).ThenBy(bucket => bucket.Key, KeyOrder.Instance)],
        };
        search.Count(Math.Min(size, sorted.Length));
        return new JsonObject
        {
            ["doc_count_error_upper_bound"] = 0,
            ["sum_other_doc_count"] = sorted.Skip(size).Sum(bucket => bucket.Documents.Length),
            ["buckets"] = new JsonArray([.. sorted.Take(size).Select(bucket => Aggregations.Bucket(Head(bucket.Key, isTime), bucket.Documents, inner, search))]),
        };
    }

    private static JsonObject Head(object key, bool isTime) => key switch
    {
        long ms when isTime => new JsonObject { ["key"] = ms, ["key_as_string"] = Timestamps.Format(DateTimeOffset.FromUnixTimeMilliseconds(ms)) },
        long whole => new JsonObject { ["key"] = whole },
        double real => new JsonObject { ["key"] = real },
        bool flag => new JsonObject { ["key"] = flag ? 1 : 0, ["key_as_string"] = flag ? "true" : "false" },
        _ => new JsonObject { ["key"] = (string)key },
    };

    private static string? Order(JsonElement content)
    {
        if (!content.TryGetProperty("order", out JsonElement order))
        {
            return null;
        }

        ElasticsearchError.Allow(order, "order", "_key");
        return order.GetProperty("_key").GetString();
    }

    // Elasticsearch compares texts by their bytes.
    private sealed class KeyOrder : IComparer<object>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(object? x, object? y) => x is string one ? string.CompareOrdinal(one, (string?)y) : Comparer<object>.Default.Compare(x, y);
    }
}
