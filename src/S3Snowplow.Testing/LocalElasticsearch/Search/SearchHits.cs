using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Documents in an answer: sorted, cut, with as much of their source as was asked for.</summary>
internal static class SearchHits
{
    public static JsonObject TopHits(JsonElement content, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "top_hits", "size", "from", "sort", "_source", "version");
        return new JsonObject { ["hits"] = Write(content, documents, defaultSize: 3, onlyFilters: false, search) };
    }

    /// <summary>The member <c>hits</c> where no index was asked (21).</summary>
    public static JsonObject None(SearchServer server) =>
        new() { ["total"] = server.IsSix ? 0 : new JsonObject { ["value"] = 0, ["relation"] = "eq" }, ["max_score"] = 0.0, ["hits"] = new JsonArray() };

    /// <summary>The member <c>hits</c>.</summary>
    public static JsonObject Write(JsonElement content, IReadOnlyList<StoredDocument> documents, int defaultSize, bool onlyFilters, SearchContext search)
    {
        int size = Number(content, "size", defaultSize);
        int from = Number(content, "from", 0);
        HitSort? sort = HitSort.Read(content);
        double? score = sort is null && documents.Count > 0 && size > 0 ? onlyFilters ? 0.0 : 1.0 : null;
        var form = new HitForm(content, sort, score, search.Server);
        IEnumerable<StoredDocument> page = size == 0 ? [] : form.Collapse(sort?.Apply(documents) ?? documents).Skip(from).Take(size);
        var answer = new JsonObject();
        if (Total(content, documents.Count, search.Server) is { } total)
        {
            answer["total"] = total;
        }

        answer["max_score"] = score;
        answer["hits"] = new JsonArray([.. page.Select(form.Write)]);
        return answer;
    }

    private static int Number(JsonElement content, string name, int otherwise) => content.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : otherwise;

    // Source: Elasticsearch Guide, "Track total hits": counted up to 10,000 where nothing is said.
    private static JsonNode? Total(JsonElement content, int count, SearchServer server)
    {
        if (server.IsSix)
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
}
