using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>The REST API of a <see cref="LocalElasticsearch"/>: what each path does.</summary>
internal sealed class ElasticsearchRoutes(LocalElasticsearch cluster)
{
    private static readonly JsonElement NoSearch = JsonBytes.Element(writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    private IndexCatalog Catalog => cluster.Catalog;

    public (int Status, JsonNode Body) Answer(ElasticsearchRequest request, LocalElasticsearchFault? fault) => cluster.Change(() =>
        OfCluster(request) ?? OfDocuments(request) ?? OfSearches(request, fault) ?? OfIndices(request)
        ?? throw new PlainError(400, $"no handler found for uri [{request.Path}] and method [{request.Method}]", hasStatus: false));

    private (int Status, JsonNode Body)? OfCluster(ElasticsearchRequest request)
    {
        switch (request.Method, request.Steps)
        {
            case ("GET", [""]):
                return (200, cluster.Server.Root());
            case ("PUT", ["_index_template", var name]):
                request.Allow();
                cluster.Templates.Put(name, request.Json());
                return Acknowledged();
            case ("PUT", ["_component_template", var name]):
                request.Allow();
                cluster.Templates.PutComponent(name, request.Json());
                return Acknowledged();
            case ("PUT", ["_template", var name]):
                request.Allow("include_type_name");
                cluster.Templates.PutLegacy(name, request.Json(), bool.TryParse(request.Parameter("include_type_name"), out bool given) ? given : null);
                return Acknowledged();
            case ("PUT", ["_cluster", "settings"]):
                request.Allow();
                return (200, Settings(request.Json()));
            case ("PUT", ["_data_stream", var name]):
                request.Allow();
                _ = Catalog.CreateStream(name);
                return Acknowledged();
            case ("DELETE", ["_data_stream", var name]):
                request.Allow();
                Catalog.DeleteStream(name);
                return Acknowledged();
            default:
                return null;
        }
    }

    private (int Status, JsonNode Body)? OfDocuments(ElasticsearchRequest request)
    {
        switch (request.Method, request.Steps)
        {
            case ("POST" or "PUT", ["_bulk"] or [_, "_bulk"]):
                request.Allow("refresh");
                request.CheckContentType("application/x-ndjson", "application/json");
                return (200, BulkRequest.Write(request.Bytes, request.Steps.Length == 2 ? request.Steps[0] : null, Catalog, request.Parameter("refresh") is "true" or ""));
            case ("PUT" or "POST", [var index, "_doc" or "_create", var id]):
                request.Allow("refresh", "op_type", "if_seq_no", "if_primary_term");
                return DocumentRequests.Put(Catalog, index, Uri.UnescapeDataString(id), request.Json(), WriteOptions.Read(request.Parameter, request.Steps[1] == "_create"));
            case ("POST", [var index, "_doc"]):
                request.Allow("refresh");
                return DocumentRequests.Put(Catalog, index, Catalog.DrawId(), request.Json(), WriteOptions.Read(request.Parameter, isCreation: true));
            case ("GET", [var index, "_doc", var id]):
                request.Allow("realtime", "refresh");
                return DocumentRequests.Get(Catalog, index, Uri.UnescapeDataString(id));
            default:
                return null;
        }
    }

    private (int Status, JsonNode Body)? OfSearches(ElasticsearchRequest request, LocalElasticsearchFault? fault)
    {
        switch (request.Method, request.Steps)
        {
            case ("POST" or "GET", ["_search"] or [_, "_search"]):
                request.Allow("allow_partial_search_results", "pre_filter_shard_size", "q", "expand_wildcards");
                JsonElement body = request.HasBody ? request.Json() : NoSearch;
                var search = new SearchRequest(body, request.HasBody ? request.Text : "{}", new SearchParameters(
                    request.Parameter("allow_partial_search_results") != "false", request.Parameter("pre_filter_shard_size"), request.Parameter("q")), cluster, fault);
                try
                {
                    return search.Answer(Catalog.Resolve(request.Steps.Length == 2 ? request.Steps[0] : "*", request.Parameter("expand_wildcards") == "all"));
                }
                finally
                {
                    cluster.EndSearch();
                }

            case ("POST" or "GET", [var pattern, "_field_caps"]):
                request.Allow("fields");
                string[] fields = (request.Parameter("fields") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
                return fields.Length == 0
                    ? throw new ElasticsearchError(400, "action_request_validation_exception", "Validation Failed: 1: no fields specified;")
                    : (200, FieldCapabilities.Of(fields, Catalog, pattern));
            case ("GET" or "POST", [var pattern, "_count"]):
                request.Allow();
                return (200, Count(pattern, request));
            default:
                return null;
        }
    }

    private (int Status, JsonNode Body)? OfIndices(ElasticsearchRequest request)
    {
        bool isAll = request.Parameter("expand_wildcards") == "all";
        switch (request.Method, request.Steps)
        {
            case ("GET", ["_resolve", "index", var pattern]):
                request.Allow("expand_wildcards");
                return (200, IndexRequests.ResolveNames(Catalog, pattern, isAll));
            case ("GET", ["_cat", "indices"] or ["_cat", "indices", _]):
                request.Allow("expand_wildcards", "format", "h");
                return request.Parameter("format") == "json"
                    ? (200, IndexRequests.Cat(Catalog, request.Steps.Length == 3 ? request.Steps[2] : "*", isAll || request.Parameter("expand_wildcards") is null, (request.Parameter("h") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
                    : throw ElasticsearchError.Illegal("[_cat] other than with format=json is not modelled here");
            case ("GET", [var pattern, "_mapping"]):
                request.Allow();
                return (200, IndexRequests.Mapping(Catalog, pattern));
            case ("PUT", [var pattern, "_mapping"]):
                request.Allow();
                JsonElement mapping = request.Json();
                foreach (StoredIndex index in Catalog.Resolve(pattern))
                {
                    index.Mapping.Add(mapping);
                }

                return Acknowledged();
            case ("PUT", [var pattern, "_settings"]):
                request.Allow();
                JsonElement settings = request.Json();
                foreach (StoredIndex index in Catalog.Resolve(pattern, withClosed: true))
                {
                    index.Settings.Apply(settings);
                }

                return Acknowledged();
            case ("POST", [var pattern, "_close" or "_open"]):
                request.Allow();
                return (200, IndexRequests.Close(Catalog, pattern, request.Steps[1] == "_close"));
            case ("POST" or "GET", [var pattern, "_refresh"]):
                request.Allow();
                return (200, IndexRequests.Refresh(Catalog, pattern));
            case ("POST", [var name, "_rollover"]):
                request.Allow();
                return (200, IndexRequests.Rollover(Catalog, name));
            case ("PUT", [var name]) when name is not ['_', ..]:
                request.Allow();
                return (200, IndexRequests.Create(Catalog, name, request.HasBody ? request.Json() : null));
            case ("DELETE", [var pattern]) when pattern is not ['_', ..]:
                request.Allow();
                Catalog.Delete(pattern);
                return Acknowledged();
            default:
                return null;
        }
    }

    private JsonObject Count(string pattern, ElasticsearchRequest request)
    {
        IReadOnlyList<StoredIndex> indices = Catalog.Resolve(pattern);
        JsonElement? query = request.HasBody && request.Json().TryGetProperty("query", out JsonElement clause) ? clause : null;
        StoredIndex[] there = [.. indices.Where(index => !index.IsUnassigned)];
        return new JsonObject
        {
            ["count"] = there.Sum(index => query is null ? index.Count : DocumentSearch.Find(query, index).Count()),
            ["_shards"] = new JsonObject { ["total"] = indices.Count, ["successful"] = there.Length, ["skipped"] = 0, ["failed"] = cluster.Server.CountsUnassigned ? indices.Count - there.Length : 0 },
        };
    }

    // Only the bound of buckets: it is what a search meets.
    private JsonObject Settings(JsonElement body)
    {
        ElasticsearchError.Allow(body, "cluster_settings", "persistent", "transient");
        foreach (JsonProperty setting in body.EnumerateObject().SelectMany(kind => kind.Value.EnumerateObject()))
        {
            cluster.MaxBuckets = setting is { Name: "search.max_buckets", Value.ValueKind: JsonValueKind.Null } ? cluster.DefaultMaxBuckets
                : setting.Name == "search.max_buckets" && int.TryParse(setting.Value.ToString(), out int bound) ? bound
                : throw ElasticsearchError.Illegal($"{(body.TryGetProperty("transient", out _) ? "transient" : "persistent")} setting [{setting.Name}], not recognized");
        }

        return new JsonObject
        {
            ["acknowledged"] = true,
            ["persistent"] = body.TryGetProperty("persistent", out JsonElement persistent) ? JsonNode.Parse(persistent.GetRawText()) : new JsonObject(),
            ["transient"] = body.TryGetProperty("transient", out JsonElement transient) ? JsonNode.Parse(transient.GetRawText()) : new JsonObject(),
        };
    }

    private static (int Status, JsonNode Body) Acknowledged() => (200, new JsonObject { ["acknowledged"] = true });
}
