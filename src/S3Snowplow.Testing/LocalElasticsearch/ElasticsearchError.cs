using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>An error as Elasticsearch answers it.</summary>
#pragma warning disable CA1032, CA1064, MA0055 // Made here and caught by the endpoint; nobody else sees it.
internal sealed class ElasticsearchError(int status, string type, string reason) : Exception(reason)
{
    public int Status => status;

    public string Type => type;

    public static ElasticsearchError Illegal(string reason) => new(400, "illegal_argument_exception", reason);

    public static ElasticsearchError Parsing(string reason) => new(400, "parsing_exception", reason);

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
    public JsonObject ToJson() => new() { ["error"] = With(Cause(), "root_cause", new JsonArray(Cause())), ["status"] = status };

    /// <summary>The body of an answer to a search that failed on all shards.</summary>
    public JsonObject ToJson(IEnumerable<string> indices) => new()
    {
        ["error"] = new JsonObject
        {
            ["root_cause"] = new JsonArray(Cause()),
            ["type"] = "search_phase_execution_exception",
            ["reason"] = "all shards failed",
            ["phase"] = "query",
            ["grouped"] = true,
            ["failed_shards"] = new JsonArray([.. indices.Select(ShardFailure)]),
            ["caused_by"] = Cause(),
        },
        ["status"] = status,
    };

    /// <summary>The failure of an index's shard, in an answer that the others gave.</summary>
    public JsonObject ShardFailure(string index) => new() { ["shard"] = 0, ["index"] = index, ["node"] = "local", ["reason"] = Cause() };

    private JsonObject Cause() => new() { ["type"] = type, ["reason"] = Message };

    private static JsonObject With(JsonObject one, string name, JsonNode value)
    {
        one[name] = value;
        return one;
    }
}
