using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Reads a query, and gives what says whether a document of an index fits it. Clauses and members that are not known here are refused.</summary>
/// <remarks>Known: <c>bool</c> (<c>filter</c>, <c>must</c>, <c>should</c>, <c>must_not</c>, <c>minimum_should_match</c>), <c>term</c>, <c>terms</c>, <c>range</c>, <c>prefix</c>, <c>exists</c>,
/// <c>match_all</c>.</remarks>
internal static class QueryClause
{
    private static readonly Predicate<StoredDocument> None = _ => false;

    // What makes more of a query in a URL than a field and a value.
    private static readonly SearchValues<char> Operators = SearchValues.Create(" *?\"()");

    public static Predicate<StoredDocument> Compile(JsonElement clause, StoredIndex index)
    {
        if (clause.ValueKind != JsonValueKind.Object || clause.EnumerateObject().ToArray() is not [var only])
        {
            throw ElasticsearchError.Parsing("[bool] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        }

        return only.Name switch
        {
            "bool" => Bool(only.Value, index),
            "term" => Term(Single(only), index),
            "terms" => Terms(Single(only), index),
            "range" => Range(Single(only), index),
            "prefix" => Prefix(Single(only), index),
            "exists" => Exists(only.Value, index),
            "match_all" => _ => true,
            _ => throw ElasticsearchError.Parsing($"unknown query [{only.Name}]"),
        };
    }

    /// <summary>A query that stands in a URL: <c>FIELD:VALUE</c>.</summary>
    public static JsonElement OfText(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 2 || text.AsSpan().ContainsAny(Operators))
        {
            throw ElasticsearchError.Illegal($"[q] of the form [{text}] is not modelled here");
        }

        return JsonBytes.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("term");
            writer.WriteString(parts[0], parts[1]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>Whether a query only says what fits, and nothing of how well: then the score is 0 (65b).</summary>
    public static bool OnlyFilters(JsonElement? query) =>
        query is { } clause && clause.TryGetProperty("bool", out JsonElement inner) && !inner.TryGetProperty("must", out _) && !inner.TryGetProperty("should", out _);

    /// <summary>The clauses of one kind of a <c>bool</c>: one, or a list of them.</summary>
    public static JsonElement[] List(JsonElement clause, string name) => !clause.TryGetProperty(name, out JsonElement list) ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list];

    private static Predicate<StoredDocument> Bool(JsonElement clause, StoredIndex index)
    {
        ElasticsearchError.Allow(clause, "bool", "filter", "must", "should", "must_not", "minimum_should_match");
        Predicate<StoredDocument>[] filters = [.. Inner("filter"), .. Inner("must")];
        Predicate<StoredDocument>[] shoulds = Inner("should");
        Predicate<StoredDocument>[] nots = Inner("must_not");

        // Without a filter, one of the optional clauses has to match; beside one, none has to. Source: Elasticsearch Guide, "Boolean query".
        int needed = clause.TryGetProperty("minimum_should_match", out JsonElement minimum) ? minimum.GetInt32() : shoulds.Length > 0 && filters.Length == 0 ? 1 : 0;
        return document => Array.TrueForAll(filters, fits => fits(document))
            && !Array.Exists(nots, fits => fits(document))
            && (needed == 0 || shoulds.Count(fits => fits(document)) >= needed);

        Predicate<StoredDocument>[] Inner(string name) => [.. List(clause, name).Select(inner => Compile(inner, index))];
    }

    private static Predicate<StoredDocument> Term(JsonProperty field, StoredIndex index)
    {
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return OneOf(field.Name, [field.Value], index);
        }

        ElasticsearchError.Allow(field.Value, "term", "value");
        return OneOf(field.Name, [field.Value.GetProperty("value")], index);
    }

    private static Predicate<StoredDocument> Terms(JsonProperty field, StoredIndex index) =>
        field.Value.ValueKind == JsonValueKind.Array
            ? OneOf(field.Name, [.. field.Value.EnumerateArray()], index)
            : throw ElasticsearchError.Parsing("[terms] query does not support " + field.Name);

    private static Predicate<StoredDocument> OneOf(string field, JsonElement[] values, StoredIndex index)
    {
        if (Array.Exists(values, value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            throw ElasticsearchError.Parsing($"[term] query does not support [{field}] of that form");
        }

        HashSet<string> texts = [.. values.Select(value => value.ToString())];
        if (field is "_index" or "_id")
        {
            return document => texts.Contains(field == "_id" ? document.Id : index.Name);
        }

        if (index.Mapping.Find(field) is not { } known || index.Mapping.OrdinalOf(field) is not { } ordinal)
        {
            return None;
        }

        Predicate<object> fits = known.Type switch
        {
            "keyword" => one => texts.Contains((string)one),
            "text" => one => TextWords.Of((string)one).Any(texts.Contains),
            "boolean" => one => texts.Contains((bool)one ? "true" : "false") || texts.Contains((bool)one ? "True" : "False"),
            "date" => Number([.. texts.Select(text => (double)(TimeFormat.Default.Parse(text) ?? throw TimeFormat.Default.Unreadable(text)))]),
            _ => Number([.. texts.Select(text => double.Parse(text, CultureInfo.InvariantCulture))]),
        };
        return document => document.Values.Any(ordinal, fits);

        static Predicate<object> Number(HashSet<double> numbers) => one => numbers.Contains(Convert.ToDouble(one, CultureInfo.InvariantCulture));
    }

    private static Predicate<StoredDocument> Range(JsonProperty field, StoredIndex index)
    {
        if (index.Mapping.Find(field.Name) is { Type: "keyword" or "text" } texts)
        {
            return TextRange(field, texts.Type == "text", index);
        }

        RangeBounds bounds = RangeBounds.Read(field, index.Mapping.Find(field.Name));
        return index.Mapping.OrdinalOf(field.Name) is { } ordinal ? document => document.Values.Any(ordinal, bounds.Holds) : None;
    }

    // Of texts it is the letters that count, as where a time is mapped as a text: nothing fails, and little is found (19b).
    private static Predicate<StoredDocument> TextRange(JsonProperty field, bool ofWords, StoredIndex index)
    {
        ElasticsearchError.Allow(field.Value, "range", "gte", "gt", "lte", "lt", "format");
        if (index.Mapping.OrdinalOf(field.Name) is not { } ordinal)
        {
            return None;
        }

        (string Name, string Bound)[] bounds = [.. field.Value.EnumerateObject().Where(bound => bound.Name != "format").Select(bound => (bound.Name, bound.Value.ToString()))];
        return document => document.Values.Any(ordinal, value => (ofWords ? TextWords.Of((string)value) : [(string)value]).Any(text => Array.TrueForAll(bounds, bound => Holds(text, bound))));

        static bool Holds(string text, (string Name, string Bound) bound) => (string.CompareOrdinal(text, bound.Bound), bound.Name) switch
        {
            (var order, "gte") => order >= 0,
            (var order, "gt") => order > 0,
            (var order, "lte") => order <= 0,
            (var order, _) => order < 0,
        };
    }

    private static Predicate<StoredDocument> Prefix(JsonProperty field, StoredIndex index)
    {
        if (field.Value.ValueKind == JsonValueKind.Object)
        {
            ElasticsearchError.Allow(field.Value, "prefix", "value");
        }

        string start = (field.Value.ValueKind == JsonValueKind.Object ? field.Value.GetProperty("value") : field.Value).GetString()!;
        if (index.Mapping.Find(field.Name) is not { } known || index.Mapping.OrdinalOf(field.Name) is not { } ordinal)
        {
            return None;
        }

        // On a text it is the words that begin so, and a word has no sign in it.
        Predicate<object> fits = known.Type switch
        {
            "keyword" => one => ((string)one).StartsWith(start, StringComparison.Ordinal),
            "text" => one => TextWords.Of((string)one).Any(word => word.StartsWith(start, StringComparison.Ordinal)),
            _ => throw ElasticsearchError.Illegal($"Can only use prefix queries on keyword, text and wildcard fields - not on [{field.Name}] which is of type [{known.Type}]"),
        };
        return document => document.Values.Any(ordinal, fits);
    }

    private static Predicate<StoredDocument> Exists(JsonElement clause, StoredIndex index)
    {
        ElasticsearchError.Allow(clause, "exists", "field");
        int[] numbers = index.Mapping.NumbersUnder(clause.GetProperty("field").GetString()!);
        return document => Array.Exists(numbers, document.Values.Has);
    }

    private static JsonProperty Single(JsonProperty clause) =>
        clause.Value.ValueKind == JsonValueKind.Object && clause.Value.EnumerateObject().ToArray() is [var only]
            ? only
            : throw ElasticsearchError.Parsing($"[{clause.Name}] query doesn't support multiple fields");
}
