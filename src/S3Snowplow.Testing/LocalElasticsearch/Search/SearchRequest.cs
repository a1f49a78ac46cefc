using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Evaluates the body of a search over indices.</summary>
internal static class SearchRequest
{
    private static readonly StoredDocument Empty = new("", "", default, new Dictionary<string, List<object>>(StringComparer.Ordinal), 0);

    /// <summary>The status and the body of the answer.</summary>
    public static (int Status, JsonObject Body) Evaluate(JsonElement body, IReadOnlyList<StoredIndex> indices, LocalElasticsearchOptions options, LocalElasticsearchFault? fault)
    {
        ElasticsearchError.Allow(body, "search", "size", "query", "aggs", "aggregations", "sort", "_source", "track_total_hits");
        JsonElement? query = body.TryGetProperty("query", out JsonElement clause) ? clause : null;
        JsonElement? aggregations = body.TryGetProperty("aggs", out JsonElement found) || body.TryGetProperty("aggregations", out found) ? found : null;
        if (query is { } written)
        {
            // So that what is not known is refused without any document too.
            _ = QueryClause.Matches(written, Empty, new IndexMapping());
        }

        List<(StoredIndex Index, ElasticsearchError Error)> failed = [];
        foreach (StoredIndex index in indices)
        {
            try
            {
                if (fault?.FailingIndex == index.Name)
                {
                    throw new ElasticsearchError(503, fault.Type, fault.Reason);
                }

                if (aggregations is { } typed)
                {
                    FieldTypeCheck.Check(typed, index, options.MajorVersion);
                }
            }
            catch (ElasticsearchError error)
            {
                failed.Add((index, error));
            }
        }

        if (failed.Count > 0 && failed.Count == indices.Count)
        {
            return (failed[0].Error.Status, failed[0].Error.ToJson(failed.Select(one => one.Index.Name)));
        }

        var search = new SearchContext([.. indices.Except(failed.Select(one => one.Index))], options);
        StoredDocument[] documents =
        [
            .. fault?.IsTimedOut == true ? [] : search.Indices.SelectMany(index => index.Documents.Where(one => query is not { } wanted || QueryClause.Matches(wanted, one, index.Mapping))),
        ];
        JsonObject answer;
        try
        {
            answer = new JsonObject
            {
                ["took"] = 1,
                ["timed_out"] = fault?.IsTimedOut == true,
                ["_shards"] = Shards(indices.Count, failed),
                ["hits"] = SearchHits.Write(body, documents, defaultSize: 10, search),
            };
            // Where no index is asked, none says what it makes of the aggregations.
            if (aggregations is { } wanted && indices.Count > 0)
            {
                answer["aggregations"] = Aggregations.Evaluate(wanted, documents, search);
            }
        }
        catch (ElasticsearchError error) when (error.Type == "too_many_buckets_exception")
        {
            return (error.Status, error.ToJson(indices.Select(index => index.Name)));
        }

        return (200, answer);
    }

    private static JsonObject Shards(int total, List<(StoredIndex Index, ElasticsearchError Error)> failed)
    {
        var shards = new JsonObject { ["total"] = total, ["successful"] = total - failed.Count, ["skipped"] = 0, ["failed"] = failed.Count };
        if (failed.Count > 0)
        {
            shards["failures"] = new JsonArray([.. failed.Select(one => one.Error.ShardFailure(one.Index.Name))]);
        }

        return shards;
    }
}
