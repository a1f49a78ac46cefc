using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Evaluates aggregations over documents. Aggregations and members that are not known here are refused.</summary>
/// <remarks>Known: <c>filter</c>, <c>filters</c>, <c>composite</c> of <c>terms</c> and <c>date_histogram</c>, <c>terms</c>, <c>date_range</c>, <c>date_histogram</c>, <c>sum</c>,
/// <c>min</c>, <c>max</c>, <c>value_count</c>, <c>cardinality</c>, <c>top_hits</c>.</remarks>
internal static class Aggregations
{
    /// <summary>The values of all aggregations of one level.</summary>
    public static JsonObject Evaluate(JsonElement aggregations, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        var answer = new JsonObject();
        foreach (JsonProperty named in aggregations.EnumerateObject())
        {
            JsonProperty[] kinds = [.. named.Value.EnumerateObject().Where(member => member.Name is not ("aggs" or "aggregations" or "meta"))];
            if (kinds is not [var kind])
            {
                throw ElasticsearchError.Parsing($"Expected one aggregation type definition in [{named.Name}]");
            }

            JsonObject value = Evaluate(kind, Inner(named.Value), documents, search);
            if (named.Value.TryGetProperty("meta", out JsonElement meta))
            {
                value.Insert(0, "meta", JsonNode.Parse(meta.GetRawText()));
            }

            answer[named.Name] = value;
        }

        return answer;
    }

    /// <summary>A bucket: how many documents, and what the inner aggregations say of them.</summary>
    public static JsonObject Bucket(JsonObject head, IReadOnlyList<StoredDocument> documents, JsonElement? inner, SearchContext search)
    {
        head["doc_count"] = documents.Count;
        if (inner is { } aggregations)
        {
            JsonObject answers = Evaluate(aggregations, documents, search);
            foreach ((string name, JsonNode? value) in answers.ToArray())
            {
                _ = answers.Remove(name);
                head[name] = value;
            }
        }

        return head;
    }

    private static JsonElement? Inner(JsonElement aggregation) =>
        aggregation.TryGetProperty("aggs", out JsonElement inner) || aggregation.TryGetProperty("aggregations", out inner) ? inner : null;

    private static JsonObject Evaluate(JsonProperty kind, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search) => kind.Name switch
    {
        "filter" => Bucket([], search.Filter(kind.Value, documents), inner, search),
        "filters" => Filters(kind.Value, inner, documents, search),
        "composite" => CompositeAggregation.Evaluate(kind.Value, inner, documents, search),
        "terms" => TermsAggregation.Evaluate(kind.Value, inner, documents, search),
        "date_range" => TimeAggregations.Ranges(kind.Value, inner, documents, search),
        "date_histogram" => TimeAggregations.Histogram(kind.Value, inner, documents, search),
        "sum" => Metric(kind, inner, documents, search, values => values.Sum()),
        "min" => Metric(kind, inner, documents, search, values => values.Length == 0 ? null : values.Min()),
        "max" => Metric(kind, inner, documents, search, values => values.Length == 0 ? null : values.Max()),
        "value_count" => Number(kind, inner, documents, values => values.Count()),
        "cardinality" => Number(kind, inner, documents, values => values.Distinct().Count()),
        "top_hits" when inner is null => SearchHits.TopHits(kind.Value, documents, search),
        "top_hits" => throw ElasticsearchError.Parsing($"Aggregator [{kind.Name}] cannot accept sub-aggregations"),
        _ => throw ElasticsearchError.Parsing($"Unknown aggregation type [{kind.Name}]"),
    };

    // A name for each, or none: then they are a list. Source: Elasticsearch Guide, "Filters aggregation"; recording 57.
    private static JsonObject Filters(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "filters", "filters");
        JsonElement filters = content.GetProperty("filters");
        if (filters.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] list = [.. filters.EnumerateArray()];
            var buckets = new JsonArray([.. list.Select(filter => Bucket([], search.Filter(filter, documents), inner, search))]);
            search.Count(list.Length);
            return new JsonObject { ["buckets"] = buckets };
        }

        JsonProperty[] named = [.. filters.EnumerateObject().OrderBy(filter => filter.Name, StringComparer.Ordinal)];
        var keyed = new JsonObject(named.Select(filter => KeyValuePair.Create(filter.Name, (JsonNode?)Bucket([], search.Filter(filter.Value, documents), inner, search))));
        search.Count(named.Length);
        return new JsonObject { ["buckets"] = keyed };
    }

    // How many values there are, or how many different ones: exact here, where a server of so many values only estimates.
    private static JsonObject Number(JsonProperty kind, JsonElement? inner, IReadOnlyList<StoredDocument> documents, Func<IEnumerable<object>, int> of)
    {
        ElasticsearchError.Allow(kind.Value, kind.Name, kind.Name == "cardinality" ? ["field", "precision_threshold"] : ["field"]);
        string field = kind.Value.GetProperty("field").GetString()!;
        return inner is null
            ? new JsonObject { ["value"] = of(documents.SelectMany(one => one.Of(field))) }
            : throw ElasticsearchError.Parsing($"Aggregator [{kind.Name}] cannot accept sub-aggregations");
    }

    private static JsonObject Metric(JsonProperty kind, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search, Func<double[], double?> of)
    {
        ElasticsearchError.Allow(kind.Value, kind.Name, "field");
        if (inner is not null)
        {
            throw ElasticsearchError.Parsing($"Aggregator [{kind.Name}] cannot accept sub-aggregations");
        }

        string field = kind.Value.GetProperty("field").GetString()!;
        FieldMapping? mapping = search.Find(field);
        double? value = of([.. documents.SelectMany(one => one.Of(field)).Select(value => Convert.ToDouble(mapping is { Type: "date_nanos" } ? (long)value / 1_000_000 : value, CultureInfo.InvariantCulture))]);
        var answer = new JsonObject { ["value"] = value };
        if (value is { } time && kind.Name != "sum" && mapping is { IsTime: true })
        {
            answer["value_as_string"] = TimeFormat.Strict((long)time);
        }

        return answer;
    }
}
