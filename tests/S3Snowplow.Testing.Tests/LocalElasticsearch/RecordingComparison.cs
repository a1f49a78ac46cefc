using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// Where two answers differ. What differs from run to run does not count, nor the order of members: times taken, ids of nodes and indices, names and builds of a cluster, scores, the numbers
/// of bytes of a breaker, and two members that depend on caches and segments (an empty <c>meta</c>, and <c>terminated_early: true</c>).
/// </summary>
internal sealed partial class RecordingComparison
{
    private static readonly HashSet<string> OfTheRun =
        ["took", "node", "index_uuid", "cluster_name", "cluster_uuid", "build_hash", "build_date", "lucene_version", "minimum_wire_compatibility_version", "minimum_index_compatibility_version"];

    // Of a breaker: how much was in use, and so whether that is said to pass.
    private static readonly HashSet<string> OfTheHeap = ["bytes_wanted", "bytes_limit", "durability"];

    private readonly bool _isBodyMadeAnew;

    private RecordingComparison(bool isBodyMadeAnew) => _isBodyMadeAnew = isBodyMadeAnew;

    /// <summary>The first differences, each with its place; empty where there are none.</summary>
    public static IEnumerable<string> Differences(Recording recording, JsonNode? given) =>
        new RecordingComparison(recording.IsBodyMadeAnew).Differences(recording.Answer, given, "$");

    private IEnumerable<string> Differences(JsonNode? recorded, JsonNode? given, string place) => (recorded, given) switch
    {
        (JsonObject one, JsonObject other) => Members(one, other, place),
        (JsonArray one, JsonArray other) => Elements(one, other, place),
        _ => IsSame(recorded, given, place) ? [] : [$"{place}: {Short(recorded)} is recorded, {Short(given)} is given"],
    };

    private IEnumerable<string> Members(JsonObject one, JsonObject other, string place)
    {
        foreach (string name in one.Select(member => member.Key).Union(other.Select(member => member.Key)).Where(name => !IsOfTheRun(name, one, place)))
        {
            if (!one.ContainsKey(name) || !other.ContainsKey(name))
            {
                yield return $"{place}.{name}: is {(one.ContainsKey(name) ? "recorded, and not given" : $"given, and not recorded: {Short(other[name])}")}";
                continue;
            }

            foreach (string difference in Differences(one[name], other[name], $"{place}.{name}"))
            {
                yield return difference;
            }
        }
    }

    private IEnumerable<string> Elements(JsonArray one, JsonArray other, string place)
    {
        // Of a long list the middle was left out, and it was said how many there were.
        int cut = one.ToList().FindIndex(element => element is JsonValue text && LeftOut().IsMatch(text.ToString()));
        int count = cut < 0 ? one.Count : int.Parse(LeftOut().Match(one[cut]!.ToString()).Groups["all"].Value);
        if (count != other.Count)
        {
            yield return $"{place}: {count} are recorded, {other.Count} are given";
            yield break;
        }

        for (int i = 0; i < one.Count; i++)
        {
            int at = cut < 0 || i < cut ? i : other.Count - (one.Count - i);
            foreach (string difference in i == cut ? [] : Differences(one[i], other[at], $"{place}[{at}]"))
            {
                yield return difference;
            }
        }
    }

    private static bool IsOfTheRun(string name, JsonObject recorded, string place) =>
        OfTheRun.Contains(name)
        || (name == "name" && place == "$")
        || (OfTheHeap.Contains(name) && (string?)recorded["type"] == "circuit_breaking_exception")
        || (name == "meta" && (recorded[name] is null or JsonObject { Count: 0 }))
        || (name == "terminated_early" && recorded[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True);

    private bool IsSame(JsonNode? one, JsonNode? other, string place)
    {
        if (one is not JsonValue first || other is not JsonValue second)
        {
            return one is null && other is null;
        }

        if (first.GetValueKind() == JsonValueKind.Number && second.GetValueKind() == JsonValueKind.Number)
        {
            // A score depends on what else there is; that there is one, and whether it is more than nothing, does not.
            (double recorded, double given) = (double.Parse(first.ToJsonString()), double.Parse(second.ToJsonString()));
            return place.EndsWith("_score", StringComparison.Ordinal) ? recorded > 0 == given > 0 : recorded.Equals(given);
        }

        return first.GetValueKind() == JsonValueKind.String && second.GetValueKind() == JsonValueKind.String
            ? IsSameText(first.ToString(), second.ToString(), place)
            : JsonNode.DeepEquals(first, second);
    }

    private bool IsSameText(string recorded, string given, string place)
    {
        if (place.EndsWith("reason", StringComparison.Ordinal))
        {
            (recorded, given) = (Bytes().Replace(recorded, "#"), Bytes().Replace(given, "#"));

            // The usages of a node's memory are in no order, and not each server has the same.
            (recorded, given) = (Usages().Replace(recorded, "usages"), Usages().Replace(given, "usages"));
            if (_isBodyMadeAnew)
            {
                (recorded, given) = (BodyPlace().Replace(recorded, "[#]"), BodyPlace().Replace(given, "[#]"));
            }
        }

        return CutText().Match(recorded) is { Success: true } cut
            ? given.StartsWith(recorded[..cut.Index], StringComparison.Ordinal) && (_isBodyMadeAnew || given.Length == int.Parse(cut.Groups["all"].Value))
            : recorded == given;
    }

    private static string Short(JsonNode? node) => (node?.ToJsonString() ?? "null") is { Length: > 300 } text ? text[..300] + "…" : node?.ToJsonString() ?? "null";

    [GeneratedRegex(@"^… TRUNCATED in this recording: \d+ of (?<all>\d+) elements left out …$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeftOut();

    [GeneratedRegex(@"… TRUNCATED in this recording, (?<all>\d+) characters$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CutText();

    [GeneratedRegex(@"\d+/[\d.]+[kmg]?b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"usages \[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Usages();

    [GeneratedRegex(@"^\[\d+:\d+\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BodyPlace();
}
