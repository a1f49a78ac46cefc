using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Documents in an answer: sorted, cut, with as much of their source as was asked for.</summary>
internal static class SearchHits
{
    public static JsonObject TopHits(JsonElement content, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "top_hits", "size", "sort", "_source");
        return new JsonObject { ["hits"] = Write(content, documents, defaultSize: 3, search) };
    }

    /// <summary>The member <c>hits</c>.</summary>
    public static JsonObject Write(JsonElement content, IReadOnlyList<StoredDocument> documents, int defaultSize, SearchContext search)
    {
        int size = content.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : defaultSize;
        (string Field, bool IsDescending)? sort = Sort(content);
        IEnumerable<StoredDocument> sorted = documents;
        if (sort is { } by)
        {
            // Documents without a value come last, whichever the order.
            IOrderedEnumerable<StoredDocument> there = documents.OrderBy(one => one.Of(by.Field).Count == 0);
            sorted = by.IsDescending ? there.ThenByDescending(one => Key(one, by.Field)) : there.ThenBy(one => Key(one, by.Field));
        }

        var total = search.Options.MajorVersion == 6 ? (JsonNode)documents.Count : new JsonObject { ["value"] = documents.Count, ["relation"] = "eq" };
        return new JsonObject
        {
            ["total"] = total,
            ["max_score"] = null,
            ["hits"] = new JsonArray([.. sorted.Take(size).Select(one => Hit(one, content, sort, search))]),
        };
    }

    private static JsonObject Hit(StoredDocument one, JsonElement content, (string Field, bool IsDescending)? sort, SearchContext search)
    {
        var hit = new JsonObject { ["_index"] = one.Index };
        if (search.Options.MajorVersion == 6)
        {
            hit["_type"] = "_doc";
        }

        hit["_id"] = one.Id;
        hit["_score"] = null;
        hit["_source"] = Source(one.Source, "", Includes(content)) ?? new JsonObject();
        if (sort is { } by)
        {
            hit["sort"] = new JsonArray(one.Of(by.Field) is [var value, ..] ? JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)) : null);
        }

        return hit;
    }

    private static long Key(StoredDocument one, string field) => one.Of(field) is [var value, ..] ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

    private static (string Field, bool IsDescending)? Sort(JsonElement content)
    {
        if (!content.TryGetProperty("sort", out JsonElement sort))
        {
            return null;
        }

        if (sort.EnumerateArray().SelectMany(one => one.EnumerateObject()).ToArray() is not [var only])
        {
            throw ElasticsearchError.Illegal("[sort] by other than one field is not modelled here");
        }

        ElasticsearchError.Allow(only.Value, only.Name, "order", "unmapped_type");
        return (only.Name, only.Value.TryGetProperty("order", out JsonElement order) && order.GetString() == "desc");
    }

    private static string[]? Includes(JsonElement content)
    {
        if (!content.TryGetProperty("_source", out JsonElement source))
        {
            return null;
        }

        ElasticsearchError.Allow(source, "_source", "includes");
        return [.. source.GetProperty("includes").EnumerateArray().Select(pattern => pattern.GetString()!)];
    }

    private static JsonNode? Source(JsonElement element, string path, string[]? includes)
    {
        if (includes is null || Array.Exists(includes, pattern => path.Length > 0 && (IndexMapping.Matches(pattern, path) || path.StartsWith(pattern + ".", StringComparison.Ordinal))))
        {
            return JsonNode.Parse(element.GetRawText());
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            JsonNode?[] kept = [.. element.EnumerateArray().Select(one => Source(one, path, includes)).Where(one => one is not null)];
            return kept.Length == 0 ? null : new JsonArray(kept);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var left = new JsonObject();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (Source(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", includes) is { } value)
            {
                left[member.Name] = value;
            }
        }

        return left.Count == 0 ? null : left;
    }
}
