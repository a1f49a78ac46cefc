using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>The shards that could not answer a search, each with its index, and the forms in which they are told. An index has one shard.</summary>
internal sealed class ShardFailures(SearchServer server)
{
    private readonly List<(StoredIndex Index, ElasticsearchError Error)> _all = [];

    public int Count => _all.Count;

    public IEnumerable<StoredIndex> Indices => _all.Select(one => one.Index);

    public void Add(StoredIndex index, ElasticsearchError error) => _all.Add((index, error));

    /// <summary>The member <c>_shards</c> of an answer that the others gave.</summary>
    /// <param name="total">How many shards there are.</param>
    /// <param name="skipped">How many were left out because nothing in them could fit.</param>
    /// <param name="unassigned">Those that are not there at all.</param>
    public JsonObject Shards(int total, int skipped, IReadOnlyList<StoredIndex> unassigned)
    {
        // OpenSearch leaves out what is not there, and counts it nowhere (83).
        int failed = Count + (server.CountsUnassigned ? unassigned.Count : 0);
        var shards = new JsonObject { ["total"] = total, ["successful"] = total - Count - unassigned.Count, ["skipped"] = skipped, ["failed"] = failed };
        if (failed > 0)
        {
            shards["failures"] = new JsonArray([.. Missing(unassigned), .. _all.Select(one => Failure(one.Index, one.Error, "local"))]);
        }

        return shards;
    }

    /// <summary>All shards failed.</summary>
    public (int Status, JsonObject Body) AllFailed(IReadOnlyList<StoredIndex> unassigned)
    {
        if (Count == 0)
        {
            JsonNode[] missing = [.. Missing(unassigned)];
            return (503, Body(503, "all shards failed", [.. missing.Select(one => one["reason"]!.DeepClone())], missing, null));
        }

        ElasticsearchError first = _all[0].Error;

        // One of Java's is wrapped once more on the way, so that it is there twice; one of the server's own is left out by Elasticsearch, as it is in the list already (55, 86).
        JsonObject? cause = first.IsOwn ? server.IsOpenSearch ? first.Cause() : null : Twice(first);
        return (first.Status, Body(first.Status, "all shards failed", Roots(), [.. _all.Select(one => Failure(one.Index, one.Error, "local"))], cause));
    }

    /// <summary>Some shards failed where all were asked for (20b).</summary>
    public (int Status, JsonObject Body) SomeFailed()
    {
        ElasticsearchError first = _all[0].Error;
        return (first.Status, Body(first.Status, "Partial shards failure", Roots(), [.. _all.Select(one => Failure(one.Index, one.Error, "local"))], server.IsOpenSearch ? first.Cause() : null));
    }

    /// <summary>Shards are not there where all were asked for (84).</summary>
    public static (int Status, JsonObject Body) Rejected(IEnumerable<StoredIndex> unassigned)
    {
        JsonObject inner = Phase($"Search rejected due to missing shards [{string.Join(", ", unassigned.Select(index => $"[{index.Name}][0]"))}]. Consider using `allow_partial_search_results` setting to bypass this error.", "query");
        JsonObject outer = Phase("", "query");
        outer.Insert(0, "root_cause", new JsonArray());
        outer["caused_by"] = inner;
        return (503, new JsonObject { ["error"] = outer, ["status"] = 503 });
    }

    /// <summary>An error that was found when the shards' results were put together: no shard failed, and no root cause is told (11).</summary>
    public static (int Status, JsonObject Body) AtTheEnd(ElasticsearchError error, string phase)
    {
        JsonObject outer = Phase("", phase);
        outer.Insert(0, "root_cause", new JsonArray());
        outer["caused_by"] = error.Cause();
        return (error.Status, new JsonObject { ["error"] = outer, ["status"] = error.Status });
    }

    private JsonNode[] Roots() => [.. _all.Select(one => one.Error.Cause(isWhole: false))];

    private IEnumerable<JsonNode> Missing(IEnumerable<StoredIndex> unassigned) => !server.CountsUnassigned ? [] : unassigned.Select(index =>
    {
        ElasticsearchError gone = new(503, "no_shard_available_action_exception", null) { Details = server.Major < 8 ? [("index_uuid", index.Name), ("shard", "0"), ("index", index.Name)] : [] };
        return (JsonNode)new JsonObject { ["shard"] = 0, ["index"] = index.Name, ["node"] = null, ["reason"] = gone.Cause() };
    });

    private static JsonObject Failure(StoredIndex index, ElasticsearchError error, string node) => new() { ["shard"] = 0, ["index"] = index.Name, ["node"] = node, ["reason"] = error.Cause() };

    private static JsonObject Twice(ElasticsearchError error)
    {
        JsonObject cause = error.Cause(isWhole: false);
        cause["caused_by"] = error.Cause();
        return cause;
    }

    private static JsonObject Phase(string reason, string phase) =>
        new() { ["type"] = "search_phase_execution_exception", ["reason"] = reason, ["phase"] = phase, ["grouped"] = true, ["failed_shards"] = new JsonArray() };

    private static JsonObject Body(int status, string reason, JsonNode[] roots, JsonNode[] failures, JsonObject? cause)
    {
        JsonObject error = Phase(reason, "query");
        error.Insert(0, "root_cause", new JsonArray(roots));
        error["failed_shards"] = new JsonArray(failures);
        if (cause is not null)
        {
            error["caused_by"] = cause;
        }

        return new JsonObject { ["error"] = error, ["status"] = status };
    }
}
