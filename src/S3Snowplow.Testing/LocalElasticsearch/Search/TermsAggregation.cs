using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>A bucket for each value of a field: <c>terms</c>, by number of documents or by key.</summary>
/// <remarks>
/// Each shard gives its first <c>shard_size</c> values only, so that counts can be too small and values can be missed: what it left out is in <c>sum_other_doc_count</c>, and how much a
/// count may miss in <c>doc_count_error_upper_bound</c>. Source: Elasticsearch Guide, "Terms aggregation"; the reference's section on duplicates.
/// </remarks>
internal static class TermsAggregation
{
    public static JsonObject Evaluate(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "terms", "field", "size", "order", "min_doc_count", "shard_size");
        string field = content.GetProperty("field").GetString()!;
        int size = Number(content, "size", 10);
        int least = Number(content, "min_doc_count", 1);
        Order order = Read(content);

        // Source: Elasticsearch's BucketUtils: half again as many, and ten. One index has all of its documents in its shard, so nothing is missed then.
        int shardSize = Math.Max(size, Number(content, "shard_size", search.Indices.Count == 1 ? size : (int)Math.Min(int.MaxValue, (size * 1.5) + 10)));
        long others = 0;
        long error = 0;
        Dictionary<object, List<StoredDocument>> merged = [];
        foreach (IGrouping<StoredIndex, StoredDocument> shard in documents.GroupBy(document => document.Index))
        {
            Bucket[] all = order.Sort(Group(shard, field));
            foreach (Bucket bucket in all.Take(shardSize))
            {
                (merged.TryGetValue(bucket.Key, out List<StoredDocument>? known) ? known : merged[bucket.Key] = []).AddRange(bucket.Documents);
            }

            others += all.Skip(shardSize).Sum(bucket => (long)bucket.Documents.Count);
            error += all.Length > shardSize && !order.IsByKey ? all[shardSize - 1].Documents.Count : 0;
        }

        Bucket[] sorted = order.Sort(merged.Select(one => new Bucket(one.Key, one.Value)).Where(bucket => bucket.Documents.Count >= least));
        FieldMapping? mapping = search.Find(field);
        var buckets = new JsonArray([.. sorted.Take(size).Select(bucket => Aggregations.Bucket(Head(bucket.Key, mapping), bucket.Documents, inner, search))]);
        search.Count(buckets.Count);
        return new JsonObject
        {
            ["doc_count_error_upper_bound"] = error,
            ["sum_other_doc_count"] = others + sorted.Skip(size).Sum(bucket => (long)bucket.Documents.Count),
            ["buckets"] = buckets,
        };
    }

    private static IEnumerable<Bucket> Group(IEnumerable<StoredDocument> documents, string field)
    {
        Dictionary<object, List<StoredDocument>> groups = [];
        foreach (StoredDocument document in documents)
        {
            foreach (object value in document.Of(field).Distinct())
            {
                (groups.TryGetValue(value, out List<StoredDocument>? known) ? known : groups[value] = []).Add(document);
            }
        }

        return groups.Select(group => new Bucket(group.Key, group.Value));
    }

    private static int Number(JsonElement content, string name, int otherwise) => content.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : otherwise;

    private static JsonObject Head(object key, FieldMapping? mapping) => key switch
    {
        long time when mapping is { IsTime: true } && time / (mapping.Type == "date" ? 1 : 1_000_000) is var ms =>
            new JsonObject { ["key"] = ms, ["key_as_string"] = TimeFormat.Strict(ms) },
        long whole => new JsonObject { ["key"] = whole },
        double real => new JsonObject { ["key"] = real },
        bool flag => new JsonObject { ["key"] = flag ? 1 : 0, ["key_as_string"] = flag ? "true" : "false" },
        _ => new JsonObject { ["key"] = (string)key },
    };

    private static Order Read(JsonElement content)
    {
        if (!content.TryGetProperty("order", out JsonElement order))
        {
            return new Order(IsByKey: false, IsDescending: true);
        }

        ElasticsearchError.Allow(order, "order", "_key", "_count");
        JsonProperty by = order.EnumerateObject().Single();
        return new Order(by.Name == "_key", by.Value.GetString() == "desc");
    }

    private sealed record Bucket(object Key, List<StoredDocument> Documents);

    private sealed record Order(bool IsByKey, bool IsDescending)
    {
        public Bucket[] Sort(IEnumerable<Bucket> buckets) => (IsByKey, IsDescending) switch
        {
            (true, false) => [.. buckets.OrderBy(bucket => bucket.Key, KeyOrder.Instance)],
            (true, true) => [.. buckets.OrderByDescending(bucket => bucket.Key, KeyOrder.Instance)],
            (false, false) => [.. buckets.OrderBy(bucket => bucket.Documents.Count).ThenBy(bucket => bucket.Key, KeyOrder.Instance)],
            _ => [.. buckets.OrderByDescending(bucket => bucket.Documents.Count).ThenBy(bucket => bucket.Key, KeyOrder.Instance)],
        };
    }

    // Elasticsearch compares texts by their bytes.
    private sealed class KeyOrder : IComparer<object>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(object? x, object? y) => x is string one ? string.CompareOrdinal(one, (string?)y) : Comparer<object>.Default.Compare(x, y);
    }
}
