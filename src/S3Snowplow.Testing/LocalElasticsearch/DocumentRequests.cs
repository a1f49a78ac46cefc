using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>What a write of one document asks for beside the document.</summary>
/// <param name="IsCreation">Whether it is refused where a document with the id exists.</param>
/// <param name="Sequence">Only over the write that has this number (<c>if_seq_no</c>).</param>
/// <param name="Term">The term of that write (<c>if_primary_term</c>): always 1, as no shard ever moves here.</param>
/// <param name="IsRefreshed">Whether it was asked that it be found at once, which it is anyway.</param>
internal sealed record WriteOptions(bool IsCreation = false, long? Sequence = null, long? Term = null, bool IsRefreshed = false)
{
    /// <summary>Reads the parameters of a request.</summary>
    public static WriteOptions Read(Func<string, string?> parameter, bool isCreation)
    {
        long? sequence = Number(parameter("if_seq_no"));
        long? term = Number(parameter("if_primary_term"));
        if (sequence is null != term is null)
        {
            throw new ElasticsearchError(400, "action_request_validation_exception", sequence is not null
                ? "Validation Failed: 1: ifSeqNo is set, but primary term is [0];"
                : $"Validation Failed: 1: ifSeqNo is unassigned, but primary term is [{term}];");
        }

        return parameter("op_type") is null or "index" or "create"
            ? new WriteOptions(isCreation || parameter("op_type") == "create", sequence, term, parameter("refresh") is "true" or "")
            : throw ElasticsearchError.Illegal($"opType must be 'create' or 'index', found: [{parameter("op_type")}]");
    }

    private static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Writes and reads one document.</summary>
internal static class DocumentRequests
{
    /// <summary>Writes one document, and says what became of it (65, 72 to 77).</summary>
    public static (int Status, JsonObject Body) Put(IndexCatalog catalog, string name, string id, JsonElement source, WriteOptions options)
    {
        StoredIndex index = ForWriting(catalog, name, options);
        if (options.IsCreation && index.Find(id) is { } there)
        {
            throw ElasticsearchError.Conflict(index.Name, id, $"document already exists (current version [{there.Version}])");
        }

        if (options.Sequence is { } sequence && index.Find(id) is var current && (current?.Sequence != sequence || options.Term != 1))
        {
            throw ElasticsearchError.Conflict(index.Name, id, $"required seqNo [{sequence}], primary term [{options.Term}]. " +
                (current is null ? "but no document was found" : $"current document has seqNo [{current.Sequence}] and primary term [1]"));
        }

        StoredDocument written = index.Put(id, source);
        JsonObject answer = Head(index, id, catalog.Server);
        answer["_version"] = written.Version;
        answer["result"] = written.Version == 1 ? "created" : "updated";
        if (options.IsRefreshed)
        {
            answer["forced_refresh"] = true;
        }

        answer["_shards"] = Shards(index);
        answer["_seq_no"] = written.Sequence;
        answer["_primary_term"] = 1;
        return (written.Version == 1 ? 201 : 200, answer);
    }

    /// <summary>The index to which is written, where nothing forbids it (80, 81).</summary>
    public static StoredIndex ForWriting(IndexCatalog catalog, string name, WriteOptions options)
    {
        StoredIndex index = catalog.ForWriting(name, options.IsCreation);
        if (index.IsClosed)
        {
            throw ElasticsearchError.Closed(index.Name);
        }

        if (index.IsUnassigned)
        {
            // Source: Elasticsearch's TransportReplicationAction; not recorded. A server says so after a minute, this one at once.
            throw new ElasticsearchError(503, "unavailable_shards_exception", $"[{index.Name}][0] primary shard is not active");
        }

        return index.Settings.Blocked(index.Name, isWrite: true, catalog.Server) is { } blocked ? throw blocked : index;
    }

    /// <summary>Reads one document by its id: as it was last written, whatever a search finds (70, 71, 74).</summary>
    public static (int Status, JsonObject Body) Get(IndexCatalog catalog, string name, string id)
    {
        StoredIndex index = catalog.Find(name) ?? (catalog.Aliases.TryGetValue(name, out List<string>? indices) && indices is [var only] ? catalog.Find(only) : null)
            ?? throw ElasticsearchError.NoIndex(name, catalog.Server.IsOfSeven ? "index_expression" : "index_or_alias");
        if (index.IsClosed)
        {
            throw ElasticsearchError.Closed(index.Name);
        }

        if (index.Settings.Blocked(index.Name, isWrite: false, catalog.Server) is { } blocked)
        {
            throw blocked;
        }

        if (index.IsUnassigned)
        {
            throw new ElasticsearchError(503, "no_shard_available_action_exception", $"No shard available for [get [{index.Name}][_doc][{id}]: routing [null]]");
        }

        JsonObject answer = Head(index, id, catalog.Server);
        if (index.Find(id) is not { } found)
        {
            answer["found"] = false;
            return (404, answer);
        }

        answer["_version"] = found.Version;
        answer["_seq_no"] = found.Sequence;
        answer["_primary_term"] = 1;
        answer["found"] = true;
        answer["_source"] = JsonObject.Create(found.ReadSource());
        return (200, answer);
    }

    /// <summary>How many copies of a shard were written.</summary>
    public static JsonObject Shards(StoredIndex index) => new() { ["total"] = 1 + index.Settings.Replicas, ["successful"] = 1, ["failed"] = 0 };

    private static JsonObject Head(StoredIndex index, string id, SearchServer server)
    {
        var head = new JsonObject { ["_index"] = index.Name };
        if (server.HasTypes)
        {
            head["_type"] = "_doc";
        }

        head["_id"] = id;
        return head;
    }
}
