using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Evaluates the body of a search over indices.</summary>
internal static class SearchRequest
{
    // Of no index is more than 10,000 asked at once where its settings do not say otherwise. Source: Elasticsearch Guide, "index.max_result_window".
    private const int MaxResultWindow = 10_000;

    /// <summary>The status and the body of the answer.</summary>
    public static (int Status, JsonObject Body) Evaluate(JsonElement body, IReadOnlyList<StoredIndex> indices, LocalElasticsearchOptions options, LocalElasticsearchFault? fault, bool isPartialAllowed)
    {
        ElasticsearchError.Allow(body, "search", "size", "query", "aggs", "aggregations", "sort", "_source", "track_total_hits", "from", "version");
        JsonElement? query = body.TryGetProperty("query", out JsonElement clause) ? clause : null;
        JsonElement? aggregations = body.TryGetProperty("aggs", out JsonElement found) || body.TryGetProperty("aggregations", out found) ? found : null;
        if (query is { } written)
        {
            // So that what is not known is refused without any document too.
            _ = QueryClause.Compile(written, new StoredIndex("", new IndexMapping()));
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

                CheckWindow(body);
                FieldTypeCheck.CheckSort(body, index, options.MajorVersion);
                if (query is { } wanted)
                {
                    _ = QueryClause.Compile(wanted, index);
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

        if (failed.Count > 0 && (failed.Count == indices.Count || !isPartialAllowed))
        {
            return (failed[0].Error.Status, failed[0].Error.ToJson(failed.Select(one => one.Index.Name)));
        }

        var search = new SearchContext([.. indices.Except(failed.Select(one => one.Index))], options);
        StoredDocument[] documents =
        [
            .. fault?.IsTimedOut == true ? [] : search.Indices.SelectMany(index => DocumentSearch.Find(query, index)),
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

    private static void CheckWindow(JsonElement body)
    {
        int size = body.TryGetProperty("size", out JsonElement number) ? number.GetInt32() : 10;
        int from = body.TryGetProperty("from", out JsonElement first) ? first.GetInt32() : 0;
        if ((long)from + size > MaxResultWindow)
        {
            throw ElasticsearchError.Illegal(
                $"Result window is too large, from + size must be less than or equal to: [{MaxResultWindow}] but was [{(long)from + size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.");
        }
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
