using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Pages through the values of a field in their order: <c>composite</c> with one source of <c>terms</c>.</summary>
/// <remarks>Documents without a value are left out. <c>after_key</c> is there wherever the page has a bucket. Source: Elasticsearch Guide, "Composite
/// aggregation".</remarks>
internal static class CompositeAggregation
{
    public static JsonObject Evaluate(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "composite", "size", "sources", "after");
        if (content.GetProperty("sources").EnumerateArray().SelectMany(source => source.EnumerateObject()).ToArray() is not [var source])
        {
            throw ElasticsearchError.Illegal("[composite] with other than one source is not modelled here");
        }

        ElasticsearchError.Allow(source.Value, source.Name, "terms");
        JsonElement terms = source.Value.GetProperty("terms");
        ElasticsearchError.Allow(terms, "terms", "field");
        string field = terms.GetProperty("field").GetString()!;
        if (search.Find(field) is { Type: not "keyword" } other)
        {
            throw ElasticsearchError.Illegal($"[composite] over a field of type [{other.Type}] is not modelled here");
        }

        int size = content.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        string? after = content.TryGetProperty("after", out JsonElement key)
            ? key.TryGetProperty(source.Name, out JsonElement value) ? value.GetString() : throw ElasticsearchError.Illegal($"Missing value for [after.{source.Name}]")
            : null;
        string[] page =
        [
            .. documents.SelectMany(one => one.Of(field)).Cast<string>().Distinct(StringComparer.Ordinal)
                .Where(name => after is null || string.CompareOrdinal(name, after) > 0)
                .Order(StringComparer.Ordinal).Take(size),
        ];
        search.Count(page.Length);
        var answer = new JsonObject();
        if (page.Length > 0)
        {
            answer["after_key"] = new JsonObject { [source.Name] = page[^1] };
        }

        answer["buckets"] = new JsonArray(
        [
            .. page.Select(name => Aggregations.Bucket(
                new JsonObject { ["key"] = new JsonObject { [source.Name] = name } },
                [.. documents.Where(one => one.Of(field).Contains(name))],
                inner,
                search)),
        ]);
        return answer;
    }
}
