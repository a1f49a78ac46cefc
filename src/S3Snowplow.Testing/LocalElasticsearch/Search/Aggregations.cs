using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Evaluates aggregations over documents. Aggregations and members that are not known here are refused.</summary>
/// <remarks>Known: <c>filter</c>, <c>composite</c> of <c>terms</c> and <c>date_histogram</c>, <c>terms</c>, <c>date_range</c>, <c>date_histogram</c>, <c>sum</c>, <c>min</c>,
/// <c>max</c>, <c>top_hits</c>.</remarks>
internal static class Aggregations
{
    /// <summary>The values of all aggregations of one level.</summary>
    public static JsonObject Evaluate(JsonElement aggregations, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        var answer = new JsonObject();
        foreach (JsonProperty named in aggregations.EnumerateObject())
        {
            JsonProperty[] kinds = [.. named.Value.EnumerateObject().Where(member => member.Name is not ("aggs" or "aggregations"))];
            if (kinds is not [var kind])
            {
                throw ElasticsearchError.Parsing($"Expected one aggregation type definition in [{named.Name}]");
            }

            answer[named.Name] = Evaluate(kind, Inner(named.Value), documents, search);
        }

        return answer;
    }

    /// <summary>A bucket: how many documents, and what the inner aggregations say of them.</summary>
    public static JsonObject Bucket(JsonObject head, IReadOnlyList<StoredDocument> documents, JsonElement? inner, SearchContext search)
    {
        head["doc_count"] = documents.Count;
        if (inner is { } aggregations)
        {
            foreach ((string name, JsonNode? value) in Evaluate(aggregations, documents, search).ToArray())
            {
                head[name] = value!.DeepClone();
            }
        }

        return head;
    }

    private static JsonElement? Inner(JsonElement aggregation) =>
        aggregation.TryGetProperty("aggs", out JsonElement inner) || aggregation.TryGetProperty("aggregations", out inner) ? inner : null;

    private static JsonObject Evaluate(JsonProperty kind, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search) => kind.Name switch
    {
        "filter" => Bucket([], search.Filter(kind.Value, documents), inner, search),
        "composite" => CompositeAggregation.Evaluate(kind.Value, inner, documents, search),
        "terms" => TermsAggregation.Evaluate(kind.Value, inner, documents, search),
        "date_range" => TimeAggregations.Ranges(kind.Value, inner, documents, search),
        "date_histogram" => TimeAggregations.Histogram(kind.Value, inner, documents, search),
        "sum" => Metric(kind, inner, documents, search, values => values.Sum()),
        "min" => Metric(kind, inner, documents, search, values => values.Length == 0 ? null : values.Min()),
        "max" => Metric(kind, inner, documents, search, values => values.Length == 0 ? null : values.Max()),
        "top_hits" when inner is null => SearchHits.TopHits(kind.Value, documents, search),
        "sum" or "min" or "max" or "top_hits" => throw ElasticsearchError.Parsing($"Aggregator [{kind.Name}] cannot accept sub-aggregations"),
        _ => throw ElasticsearchError.Parsing($"Unknown aggregation type [{kind.Name}]"),
    };

    private static JsonObject Metric(JsonProperty kind, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search, Func<double[], double?> of)
    {
        ElasticsearchError.Allow(kind.Value, kind.Name, "field");
        if (inner is not null)
        {
            throw ElasticsearchError.Parsing($"Aggregator [{kind.Name}] cannot accept sub-aggregations");
        }

        string field = kind.Value.GetProperty("field").GetString()!;
        double? value = of([.. documents.SelectMany(one => one.Of(field)).Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture))]);
        var answer = new JsonObject { ["value"] = value };
        if (value is { } time && kind.Name != "sum" && search.Find(field)?.Type == "date")
        {
            answer["value_as_string"] = Timestamps.Format(DateTimeOffset.FromUnixTimeMilliseconds((long)time));
        }

        return answer;
    }
}
