using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// Where two answers differ in what matters to a client. What differs from run to run does not, nor the order of members; of an error its status and its innermost type.
/// </summary>
internal static class RecordingComparison
{
    // Of the run, of the cluster, or of numbers that another cluster gives.
    private static readonly HashSet<string> OfTheRun = ["took", "_seq_no", "_primary_term", "_shards", "max_score", "_score", "node", "index_uuid", "_type", "forced_refresh", "metadata_field", "terminated_early"];

    /// <summary>The first differences, each with its place; empty where there are none.</summary>
    public static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? given, string place = "$")
    {
        switch (recorded, given)
        {
            case (JsonObject one, JsonObject other) when one.ContainsKey("error") && other.ContainsKey("error"):
                if (InnermostType(one["error"]) != InnermostType(other["error"]))
                {
                    yield return $"{place}.error: {InnermostType(one["error"])} is recorded, {InnermostType(other["error"])} is given";
                }

                break;
            case (JsonObject one, JsonObject other):
                // The status is compared by itself; some answers repeat it.
                foreach (string name in one.Select(member => member.Key).Union(other.Select(member => member.Key)).Where(name => !OfTheRun.Contains(name) && (name != "status" || place != "$")))
                {
                    if (!one.ContainsKey(name) || !other.ContainsKey(name))
                    {
                        yield return $"{place}.{name}: is {(one.ContainsKey(name) ? "recorded, and not given" : "given, and not recorded")}";
                        continue;
                    }

                    foreach (string difference in Differences(one[name], other[name], $"{place}.{name}"))
                    {
                        yield return difference;
                    }
                }

                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (int i = 0; i < one.Count; i++)
                {
                    foreach (string difference in Differences(one[i], other[i], $"{place}[{i}]"))
                    {
                        yield return difference;
                    }
                }

                break;
            case (JsonArray one, JsonArray other):
                yield return $"{place}: {one.Count} are recorded, {other.Count} are given";
                break;
            default:
                if (!IsSame(recorded, given))
                {
                    yield return $"{place}: {Short(recorded)} is recorded, {Short(given)} is given";
                }

                break;
        }
    }

    private static bool IsSame(JsonNode? one, JsonNode? other) =>
        (one is null && other is null)
        || (one is JsonValue first && other is JsonValue second
            && (first.GetValueKind() == JsonValueKind.Number && second.GetValueKind() == JsonValueKind.Number
                ? double.Parse(first.ToJsonString()).Equals(double.Parse(second.ToJsonString()))
                : JsonNode.DeepEquals(first, second)));

    private static string? InnermostType(JsonNode? error)
    {
        while (error is JsonObject one && (one["root_cause"] is JsonArray { Count: > 0 } causes ? causes[0] : one["caused_by"]) is { } inner)
        {
            error = inner;
        }

        return error is JsonObject found ? (string?)found["type"] : error?.ToString();
    }

    private static string Short(JsonNode? node) => (node?.ToJsonString() ?? "null") is { Length: > 80 } text ? text[..80] + "…" : node?.ToJsonString() ?? "null";
}
