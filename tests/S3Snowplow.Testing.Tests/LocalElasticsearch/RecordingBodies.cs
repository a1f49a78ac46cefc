using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Makes the bodies that were not kept because they are large, from the words that describe them in their recordings.</summary>
internal static partial class RecordingBodies
{
    /// <summary>The body of a description; <see langword="null"/> for one that is not understood.</summary>
    public static string? Make(string description, string folder)
    {
        if (description.StartsWith("doc-immense", StringComparison.Ordinal))
        {
            return new JsonObject
            {
                ["event"] = "page_view",
                ["event_id"] = "33333333-0000-4000-8000-000000000001",
                ["unstruct_event_com_acme_error_1"] = new JsonObject { ["stack"] = new string('x', 40_000) },
            }.ToJsonString();
        }

        if (description.Contains("one string of 40,000 letters, one of 8,191 CJK letters, one of 4,095 emoji", StringComparison.Ordinal))
        {
            return new JsonObject { ["page_url"] = new string('x', 40_000), ["refr"] = new string('\u6587', 8_191), ["refr2"] = string.Concat(Enumerable.Repeat("\U0001F600", 4_095)) }.ToJsonString();
        }

        return Ranges().Match(description) is { Success: true } ranges && Path.Combine(folder, "../requests", ranges.Groups["query"].Value) is var query && File.Exists(query)
            ? Minutes(File.ReadAllText(query), Number(ranges.Groups["ranges"]) ?? 0, Number(ranges.Groups["pipelines"]) ?? 6)
            : null;
    }

    // The query with a range for each of so many minutes from the first one on, and so many pipelines a page. Six are what the page of 1,440 has that names no number.
    private static string Minutes(string query, int count, int pipelines)
    {
        JsonNode body = JsonNode.Parse(query)!;
        JsonNode composite = body["aggs"]!["pipelines"]!;
        composite["composite"]!["size"] = pipelines;
        JsonNode minutes = composite["aggs"]!["minutes"]!;
        JsonNode byMinute = minutes["aggs"]!["by_minute"]!["date_range"]!;
        DateTimeOffset first = DateTimeOffset.Parse((string)byMinute["ranges"]![0]!["from"]!, CultureInfo.InvariantCulture);
        byMinute["ranges"] = new JsonArray(
        [
            .. Enumerable.Range(0, count).Select(i => first.AddMinutes(i)).Select(minute => new JsonObject
            {
                ["key"] = $"{minute.ToUnixTimeSeconds() / 60}",
                ["from"] = Text(minute),
                ["to"] = Text(minute.AddMinutes(1)),
            }),
        ]);
        foreach (JsonNode range in minutes["filter"]!["bool"]!["filter"]!.AsArray().Select(clause => clause!["range"]?["derived_tstamp"]).OfType<JsonNode>())
        {
            (range["gte"], range["lt"]) = (Text(first), Text(first.AddMinutes(count)));
        }

        return body.ToJsonString();
    }

    private static int? Number(Group group) => group.Success ? int.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(as (?<query>[\w.-]+), (?<ranges>[\d,]+) ranges(, (?<pipelines>\d+) pipelines a page)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ranges();
}
