using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>An error as Elasticsearch answers it.</summary>
#pragma warning disable CA1032, CA1064, MA0055 // Made here and caught by the endpoint; nobody else sees it.
internal sealed class ElasticsearchError(int status, string type, string? reason) : Exception(reason)
{
    public int Status => status;

    public string Type => type;

    /// <summary>The reason; some errors have none.</summary>
    public string? Reason { get; } = reason;

    /// <summary>Members beside the type and the reason, such as the index.</summary>
    public IReadOnlyList<(string Name, JsonNode? Value)> Details { get; init; } = [];

    /// <summary>What it was caused by.</summary>
    public ElasticsearchError? CausedBy { get; init; }

    /// <summary>What is in <c>root_cause</c> instead of the error itself.</summary>
    public ElasticsearchError? RootCause { get; init; }

    /// <summary>Whether it is one of the server's own kind, and not one of Java or of a library: wrapped otherwise.</summary>
    public bool IsOwn => type is not "illegal_argument_exception" and not "number_format_exception" and not "unsupported_operation_exception";

    public static ElasticsearchError Illegal(string reason) => new(400, "illegal_argument_exception", reason);

    public static ElasticsearchError Parsing(string reason) => new(400, "parsing_exception", reason);

    public static ElasticsearchError NoIndex(string name, string resourceType = "index_or_alias") => new(404, "index_not_found_exception", $"no such index [{name}]")
    {
        Details = [("resource.type", resourceType), ("resource.id", name), ("index_uuid", "_na_"), ("index", name)],
    };

    public static ElasticsearchError Closed(string index) => new(400, "index_closed_exception", "closed") { Details = [("index_uuid", index), ("index", index)] };

    /// <summary>An operation that a block of an index forbids.</summary>
    /// <param name="status">403, or 429 where the disk is full.</param>
    /// <param name="index">The index.</param>
    /// <param name="block">The block, as <c>FORBIDDEN/8/index write (api)</c>.</param>
    public static ElasticsearchError Blocked(int status, string index, string block) => new(status, "cluster_block_exception", $"index [{index}] blocked by: [{block}];");

    public static ElasticsearchError Conflict(string index, string id, string reason) => new(409, "version_conflict_engine_exception", $"[{id}]: version conflict, {reason}")
    {
        Details = [("index_uuid", index), ("shard", "0"), ("index", index)],
    };

    /// <summary>Refuses members that are not known: what is ignored here could matter there.</summary>
    public static void Allow(JsonElement element, string where, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Parsing($"[{where}] query malformed, no start_object after query name");
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new ElasticsearchError(400, "x_content_parse_exception", $"[{where}] unknown field [{member.Name}]");
            }
        }
    }

    /// <summary>The body of the answer.</summary>
    public JsonObject ToJson()
    {
        var error = new JsonObject { ["root_cause"] = new JsonArray((RootCause ?? this).Cause(isWhole: false)) };
        foreach ((string name, JsonNode? value) in Cause().ToArray())
        {
            error[name] = value?.DeepClone();
        }

        return new JsonObject { ["error"] = error, ["status"] = status };
    }

    /// <summary>It as the cause of another, or as a shard's.</summary>
    /// <param name="isWhole">Whether what caused it is in it too.</param>
    public JsonObject Cause(bool isWhole = true)
    {
        var cause = new JsonObject { ["type"] = type, ["reason"] = Reason };
        foreach ((string name, JsonNode? value) in Details)
        {
            cause[name] = value?.DeepClone();
        }

        if (isWhole && CausedBy is { } inner)
        {
            cause["caused_by"] = inner.Cause();
        }

        return cause;
    }
}
