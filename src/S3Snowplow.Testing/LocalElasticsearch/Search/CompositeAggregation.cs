using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Pages through the combinations of values in their order: <c>composite</c> with sources of <c>terms</c> and of <c>date_histogram</c>.</summary>
/// <remarks>A document without a value for one of the sources is left out. <c>after_key</c> is there wherever the page has a bucket. Source: Elasticsearch Guide, "Composite
/// aggregation".</remarks>
internal static class CompositeAggregation
{
    public static JsonObject Evaluate(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "composite", "size", "sources", "after");
        Source[] sources = [.. content.GetProperty("sources").EnumerateArray().SelectMany(source => source.EnumerateObject()).Select(source => Source.Read(source, search))];
        if (sources.Length == 0)
        {
            throw ElasticsearchError.Illegal("Composite [sources] cannot be null or empty");
        }

        int size = content.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        object[]? after = content.TryGetProperty("after", out JsonElement key) ? [.. sources.Select(source => source.After(key))] : null;
        (object[] Key, StoredDocument[] Documents)[] page =
        [
            .. documents.SelectMany(one => Keys(one, sources).Select(found => (Key: found, Document: one)))
                .GroupBy(pair => pair.Key, KeyOrder.Instance)
                .Where(group => after is null || KeyOrder.Instance.Compare(group.Key, after) > 0)
                .OrderBy(group => group.Key, KeyOrder.Instance)
                .Take(size)
                .Select(group => (group.Key, group.Select(pair => pair.Document).Distinct().ToArray())),
        ];
        var answer = new JsonObject();
        if (page.Length > 0)
        {
            answer["after_key"] = Key(page[^1].Key, sources);
        }

        answer["buckets"] = new JsonArray([.. page.Select(bucket => Aggregations.Bucket(new JsonObject { ["key"] = Key(bucket.Key, sources) }, bucket.Documents, inner, search))]);
        search.Count(page.Length);
        return answer;
    }

    // A document with several values for a source has a key with each.
    private static IEnumerable<object[]> Keys(StoredDocument document, Source[] sources) =>
        sources.Aggregate((IEnumerable<object[]>)[[]], (keys, source) => keys.SelectMany(_ => source.Of(document).Distinct(), (before, value) => (object[])[.. before, value]));

    private static JsonObject Key(object[] values, Source[] sources) =>
        new(sources.Select((source, i) => KeyValuePair.Create(source.Name, (JsonNode?)(values[i] switch { long whole => JsonValue.Create(whole), double real => JsonValue.Create(real), var text => JsonValue.Create((string)text) }))));

    /// <summary>One of the sources.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Field">The field.</param>
    /// <param name="Interval">The width of a histogram, in milliseconds; <see langword="null"/> for terms.</param>
    /// <param name="Unit">How many of the field's units are a millisecond.</param>
    /// <param name="IsText">Whether its values are texts.</param>
    private sealed record Source(string Name, string Field, long? Interval, long Unit, bool IsText)
    {
        public static Source Read(JsonProperty source, SearchContext search)
        {
            ElasticsearchError.Allow(source.Value, source.Name, "terms", "date_histogram");
            if (source.Value.TryGetProperty("date_histogram", out JsonElement histogram))
            {
                ElasticsearchError.Allow(histogram, "date_histogram", "field", "fixed_interval", "interval");
                string of = histogram.GetProperty("field").GetString()!;
                long unit = search.Find(of) is { Type: "date_nanos" } ? 1_000_000 : 1;
                return new Source(source.Name, of, TimeAggregations.Interval(histogram, search.Server), unit, IsText: false);
            }

            JsonElement terms = source.Value.GetProperty("terms");
            ElasticsearchError.Allow(terms, "terms", "field");
            string field = terms.GetProperty("field").GetString()!;
            return search.Find(field) switch
            {
                { Type: "keyword" } or null => new Source(source.Name, field, null, 1, IsText: true),
                { Type: "date" or "long" or "integer" } => new Source(source.Name, field, null, 1, IsText: false),
                var other => throw ElasticsearchError.Illegal($"[composite] over a field of type [{other.Type}] is not modelled here"),
            };
        }

        public IEnumerable<object> Of(StoredDocument document) => Interval is { } width ? document.Of(Field).Select(value => (object)TimeAggregations.Floor((long)value / Unit, width)) : document.Of(Field);

        public object After(JsonElement key) =>
            !key.TryGetProperty(Name, out JsonElement value) ? throw ElasticsearchError.Illegal($"Missing value for [after.{Name}]")
            : IsText && value.ValueKind == JsonValueKind.String ? value.GetString()!
            : !IsText && value.ValueKind == JsonValueKind.Number ? value.GetInt64()
            : throw ElasticsearchError.Illegal($"invalid value, expected {(IsText ? "string" : "number")}, got {value.ValueKind}");
    }

    // Elasticsearch compares texts by their bytes.
    private sealed class KeyOrder : IComparer<object[]>, IEqualityComparer<object[]>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(object[]? x, object[]? y) =>
            x!.Zip(y!, (one, other) => one is string text ? string.CompareOrdinal(text, (string)other) : Convert.ToDecimal(one, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(other, CultureInfo.InvariantCulture)))
                .FirstOrDefault(order => order != 0);

        public bool Equals(object[]? x, object[]? y) => Compare(x, y) == 0;

        public int GetHashCode(object[] obj) => obj.Aggregate(0, HashCode.Combine);
    }
}
