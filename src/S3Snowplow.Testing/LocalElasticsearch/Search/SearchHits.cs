using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Documents in an answer: sorted, cut, with as much of their source as was asked for.</summary>
internal static class SearchHits
{
    public static JsonObject TopHits(JsonElement content, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "top_hits", "size", "sort", "_source", "version");
        return new JsonObject { ["hits"] = Write(content, documents, defaultSize: 3, search) };
    }

    /// <summary>The member <c>hits</c>.</summary>
    public static JsonObject Write(JsonElement content, IReadOnlyList<StoredDocument> documents, int defaultSize, SearchContext search)
    {
        int size = Number(content, "size", defaultSize);
        int from = Number(content, "from", 0);
        HitSort? sort = HitSort.Read(content);
        SourceFilter source = SourceFilter.Read(content);
        bool hasVersion = content.TryGetProperty("version", out JsonElement wanted) && wanted.GetBoolean();
        IEnumerable<StoredDocument> page = size == 0 ? [] : (sort?.Apply(documents) ?? documents).Skip(from).Take(size);
        var answer = new JsonObject();
        if (Total(content, documents.Count, search) is { } total)
        {
            answer["total"] = total;
        }

        bool hasScores = sort is null && documents.Count > 0 && size > 0;
        answer["max_score"] = hasScores ? 1.0 : null;
        answer["hits"] = new JsonArray([.. page.Select(one => Hit(one, source, sort, hasVersion, hasScores, search))]);
        return answer;
    }

    private static int Number(JsonElement content, string name, int otherwise) => content.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : otherwise;

    // Source: Elasticsearch Guide, "Track total hits": counted up to 10,000 where nothing is said.
    private static JsonNode? Total(JsonElement content, int count, SearchContext search)
    {
        if (search.Options.MajorVersion == 6)
        {
            return count;
        }

        bool isGiven = content.TryGetProperty("track_total_hits", out JsonElement track);
        if (isGiven && track.ValueKind == JsonValueKind.False)
        {
            return null;
        }

        int bound = !isGiven ? 10_000 : track.ValueKind == JsonValueKind.Number ? track.GetInt32() : int.MaxValue;
        return new JsonObject { ["value"] = Math.Min(count, bound), ["relation"] = count > bound ? "gte" : "eq" };
    }

    private static JsonObject Hit(StoredDocument one, SourceFilter source, HitSort? sort, bool hasVersion, bool hasScores, SearchContext search)
    {
        var hit = new JsonObject { ["_index"] = one.Index.Name };
        if (search.Options.MajorVersion == 6)
        {
            hit["_type"] = "_doc";
        }

        hit["_id"] = one.Id;
        if (hasVersion)
        {
            hit["_version"] = one.Version;
        }

        hit["_score"] = hasScores ? 1.0 : null;
        if (source.IsWanted)
        {
            hit["_source"] = source.Apply(one);
        }

        if (sort is not null)
        {
            hit["sort"] = sort.ValuesOf(one);
        }

        return hit;
    }
}
