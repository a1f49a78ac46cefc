using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Evaluates a search over indices, as its shards and then the node that puts their results together do.</summary>
internal sealed class SearchRequest
{
    private readonly LocalElasticsearch _cluster;

    private readonly JsonElement _body;

    private readonly SearchParameters _parameters;

    private readonly LocalElasticsearchFault? _fault;

    private readonly JsonElement? _query;

    private readonly JsonElement? _aggregations;

    /// <param name="body">The body.</param>
    /// <param name="text">The body as it was sent, for the places that errors name.</param>
    /// <param name="parameters">What stands in the URL.</param>
    /// <param name="cluster">Of whom it is asked. Only under its gate.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <exception cref="ElasticsearchError">The body cannot be understood.</exception>
    public SearchRequest(JsonElement body, string text, SearchParameters parameters, LocalElasticsearch cluster, LocalElasticsearchFault? fault)
    {
        (_body, _parameters, _cluster, _fault) = (body, parameters, cluster, fault);
        ElasticsearchError.Allow(body, "search", "size", "from", "query", "aggs", "aggregations", "sort", "_source", "track_total_hits", "version", "seq_no_primary_term", "collapse");
        _query = body.TryGetProperty("query", out JsonElement clause) ? clause : parameters.Query is { } short_ ? QueryClause.OfText(short_) : null;
        _aggregations = body.TryGetProperty("aggs", out JsonElement found) || body.TryGetProperty("aggregations", out found) ? found : null;
        if (_query is { } written)
        {
            // So that what is not known is refused without any document too.
            _ = QueryClause.Compile(written, new StoredIndex("", new IndexMapping(cluster.Server), new IndexSettings()));
        }

        if (_aggregations is { } aggregations)
        {
            AggregationNames.Check(aggregations, text, cluster.Server);
        }
    }

    private SearchServer Server => _cluster.Server;

    /// <summary>The status and the body of the answer.</summary>
    public (int Status, JsonNode Body) Answer(IReadOnlyList<StoredIndex> indices)
    {
        CheckIndices(indices);
        StoredIndex[] unassigned = [.. indices.Where(index => index.IsUnassigned)];
        StoredIndex[] there = [.. indices.Except(unassigned)];
        if (unassigned.Length > 0 && !_parameters.IsPartialAllowed)
        {
            return ShardFailures.Rejected(unassigned);
        }

        StoredIndex[] asked = [.. ShardSelection.Skip(there, _query, _body, _parameters, Server)];
        ShardFailures failures = Check(asked);
        if (indices.Count > 0 && failures.Count + unassigned.Length == indices.Count)
        {
            return failures.AllFailed(unassigned);
        }

        if (failures.Count > 0 && !_parameters.IsPartialAllowed)
        {
            return failures.SomeFailed();
        }

        StoredIndex[] answering = [.. asked.Except(failures.Indices)];
        StoredDocument[] documents = _fault?.IsTimedOut == true ? [] : [.. answering.SelectMany(index => DocumentSearch.Find(_query, index))];
        try
        {
            return (200, Put(answering, indices, documents, failures.Shards(indices.Count, there.Length - asked.Length, unassigned)));
        }
        catch (ElasticsearchError error) when (error.Type == "too_many_buckets_exception")
        {
            return ShardFailures.AtTheEnd(error, Server.MergePhase);
        }
    }

    // What is asked of no shard: whether an index may be read at all (15c, 82).
    private void CheckIndices(IReadOnlyList<StoredIndex> indices)
    {
        if (indices.FirstOrDefault(index => index.IsClosed) is { } closed)
        {
            throw ElasticsearchError.Closed(closed.Name);
        }

        ElasticsearchError[] blocks = [.. indices.Select(index => index.Settings.Blocked(index.Name, isWrite: false, Server)).OfType<ElasticsearchError>()];
        if (blocks.Length > 0)
        {
            throw blocks.Length == 1 ? blocks[0] : new ElasticsearchError(blocks[0].Status, blocks[0].Type, string.Concat(blocks.Select(block => block.Message)));
        }
    }

    private ShardFailures Check(IEnumerable<StoredIndex> indices)
    {
        var failures = new ShardFailures(Server);
        foreach (StoredIndex index in indices)
        {
            try
            {
                if (_fault?.FailingIndex == index.Name)
                {
                    throw new ElasticsearchError(503, _fault.Type, _fault.Reason);
                }

                if (_fault is { Trips: { } trip })
                {
                    throw BreakerErrors.OfRequest(trip, AggregationNames.Innermost(_aggregations), Server);
                }

                ShardCheck.CheckHits(_body, index);
                if (_query is { } query)
                {
                    _ = QueryClause.Compile(query, index);
                }

                if (_aggregations is { } aggregations)
                {
                    ShardCheck.Check(aggregations, null, index, _cluster.MaxBuckets);
                }
            }
            catch (ElasticsearchError error)
            {
                failures.Add(index, error);
            }
        }

        return failures;
    }

    private JsonObject Put(StoredIndex[] answering, IReadOnlyList<StoredIndex> indices, StoredDocument[] documents, JsonObject shards)
    {
        var search = new SearchContext(answering, Server, _cluster.MaxBuckets);
        var answer = new JsonObject { ["took"] = 1, ["timed_out"] = _fault?.IsTimedOut == true };
        bool isCountOnly = _aggregations is null && _body.TryGetProperty("size", out JsonElement size) && size.GetInt32() == 0 && _body.TryGetProperty("track_total_hits", out JsonElement track) && track.ValueKind == JsonValueKind.True;
        if (isCountOnly && Server.NamesPlaces && indices.Count > 0)
        {
            // Elasticsearch 8 and 9 say so of a search that only counts (64, 83).
            answer["terminated_early"] = false;
        }

        answer["_shards"] = shards;
        answer["hits"] = indices.Count == 0 ? SearchHits.None(Server) : SearchHits.Write(_body, documents, 10, QueryClause.OnlyFilters(_query), search);

        // Where no index is asked, none says what it makes of the aggregations (21).
        if (_aggregations is { } wanted && indices.Count > 0)
        {
            answer["aggregations"] = Aggregations.Evaluate(wanted, documents, search);
        }

        return answer;
    }
}
