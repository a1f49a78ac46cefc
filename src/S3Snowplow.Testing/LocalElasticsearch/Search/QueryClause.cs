using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Says whether a document fits a query. Clauses and members that are not known here are refused.</summary>
/// <remarks>Known: <c>bool</c> (<c>filter</c>, <c>should</c>, <c>minimum_should_match</c>), <c>term</c>, <c>terms</c>, <c>range</c>, <c>exists</c>,
/// <c>match_all</c>.</remarks>
internal static class QueryClause
{
    public static bool Matches(JsonElement clause, StoredDocument document, IndexMapping mapping)
    {
        if (clause.ValueKind != JsonValueKind.Object || clause.EnumerateObject().ToArray() is not [var only])
        {
            throw ElasticsearchError.Parsing("[bool] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        }

        return only.Name switch
        {
            "bool" => Bool(only.Value, document, mapping),
            "term" => Term(Single(only), document, mapping),
            "terms" => Terms(Single(only), document, mapping),
            "range" => Range(Single(only), document, mapping),
            "exists" => Exists(only.Value, document),
            "match_all" => true,
            _ => throw ElasticsearchError.Parsing($"unknown query [{only.Name}]"),
        };
    }

    private static bool Bool(JsonElement clause, StoredDocument document, IndexMapping mapping)
    {
        ElasticsearchError.Allow(clause, "bool", "filter", "should", "minimum_should_match");
        bool[] filters = [.. List(clause, "filter").Select(inner => Matches(inner, document, mapping))];
        bool[] shoulds = [.. List(clause, "should").Select(inner => Matches(inner, document, mapping))];

        // Without a filter, one of the optional clauses has to match; beside one, none has to. Source: Elasticsearch Guide, "Boolean query".
        int needed = clause.TryGetProperty("minimum_should_match", out JsonElement minimum) ? minimum.GetInt32() : shoulds.Length > 0 && filters.Length == 0 ? 1 : 0;
        return filters.All(fits => fits) && shoulds.Count(fits => fits) >= needed;
    }

    private static bool Term(JsonProperty field, StoredDocument document, IndexMapping mapping) => Fits(field.Name, field.Value, document, mapping);

    private static bool Terms(JsonProperty field, StoredDocument document, IndexMapping mapping) =>
        field.Value.ValueKind == JsonValueKind.Array
            ? field.Value.EnumerateArray().Any(value => Fits(field.Name, value, document, mapping))
            : throw ElasticsearchError.Parsing("[terms] query does not support " + field.Name);

    private static bool Fits(string field, JsonElement value, StoredDocument document, IndexMapping mapping)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            throw ElasticsearchError.Parsing($"[term] query does not support [{field}] of that form");
        }

        string text = value.ToString();
        return mapping.Find(field) is { } known && document.Of(field).Any(one => known.Type switch
        {
            "keyword" or "text" => (string)one == text,
            "boolean" => (bool)one == (text is "true" or "True"),
            "date" => (long)one == IndexMapping.ParseTime(text),
            _ => Convert.ToDouble(one, CultureInfo.InvariantCulture) == double.Parse(text, CultureInfo.InvariantCulture),
        });
    }

    private static bool Range(JsonProperty field, StoredDocument document, IndexMapping mapping)
    {
        ElasticsearchError.Allow(field.Value, "range", "gte", "gt", "lte", "lt", "format");
        CheckFormat(field.Value);
        if (mapping.Find(field.Name) is not { } known)
        {
            return false;
        }

        if (known.Type != "date" && !known.IsNumber)
        {
            throw ElasticsearchError.Illegal($"a range of [{field.Name}] of type [{known.Type}] is not modelled here");
        }

        (string Name, double Bound)[] bounds = [.. field.Value.EnumerateObject().Where(bound => bound.Name != "format").Select(bound => (bound.Name, Number(bound.Value, known, field.Name)))];
        return document.Of(field.Name).Any(value => bounds.All(bound => bound.Name switch
        {
            "gte" => Convert.ToDouble(value, CultureInfo.InvariantCulture) >= bound.Bound,
            "gt" => Convert.ToDouble(value, CultureInfo.InvariantCulture) > bound.Bound,
            "lte" => Convert.ToDouble(value, CultureInfo.InvariantCulture) <= bound.Bound,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture) < bound.Bound,
        }));
    }

    /// <summary>Refuses formats of times other than the one that is known here.</summary>
    public static void CheckFormat(JsonElement element)
    {
        if (element.TryGetProperty("format", out JsonElement format) && format.GetString() != "strict_date_optional_time")
        {
            throw ElasticsearchError.Illegal($"Invalid format: [{format}]: not modelled here");
        }
    }

    private static bool Exists(JsonElement clause, StoredDocument document)
    {
        ElasticsearchError.Allow(clause, "exists", "field");
        return document.Has(clause.GetProperty("field").GetString()!);
    }

    private static double Number(JsonElement bound, FieldMapping known, string field) => bound.ValueKind switch
    {
        JsonValueKind.Number => bound.GetDouble(),
        JsonValueKind.String when known.Type == "date" && IndexMapping.ParseTime(bound.GetString()!) is { } time => time,
        _ => throw ElasticsearchError.Parsing($"failed to parse date field [{bound}] of [{field}]"),
    };

    private static JsonElement[] List(JsonElement clause, string name) => !clause.TryGetProperty(name, out JsonElement list) ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list];

    private static JsonProperty Single(JsonProperty clause) =>
        clause.Value.ValueKind == JsonValueKind.Object && clause.Value.EnumerateObject().ToArray() is [var only]
            ? only
            : throw ElasticsearchError.Parsing($"[{clause.Name}] query doesn't support multiple fields");
}
