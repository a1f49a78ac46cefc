using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Buckets by time: <c>date_range</c>, whose edges are given, and <c>date_histogram</c>, whose are not.</summary>
internal static class TimeAggregations
{
    public static JsonObject Ranges(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "date_range", "field", "format", "ranges");
        TimeFormat format = TimeFormat.Read(content);
        string field = content.GetProperty("field").GetString()!;
        long unit = search.Find(field) is { Type: "date_nanos" } ? 1_000_000 : 1;
        (string Key, long From, long To)[] ranges =
        [
            .. content.GetProperty("ranges").EnumerateArray().Select(range =>
            {
                ElasticsearchError.Allow(range, "ranges", "key", "from", "to");
                return (range.GetProperty("key").GetString()!, Time(range.GetProperty("from"), format), Time(range.GetProperty("to"), format));
            }).OrderBy(range => range.Item2).ThenBy(range => range.Item3),
        ];
        var buckets = new JsonObject
        {
            ["buckets"] = new JsonArray(
            [
                .. ranges.Select(range => Aggregations.Bucket(
                    new JsonObject { ["key"] = range.Key, ["from"] = (double)range.From, ["from_as_string"] = Text(range.From), ["to"] = (double)range.To, ["to_as_string"] = Text(range.To) },
                    [.. documents.Where(one => one.Of(field).Any(value => (long)value / unit >= range.From && (long)value / unit < range.To))],
                    inner,
                    search)),
            ]),
        };
        search.Count(ranges.Length);
        return buckets;
    }

    public static JsonObject Histogram(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "date_histogram", "fixed_interval", "interval", "field", "min_doc_count", "format");
        TimeFormat format = TimeFormat.Read(content);
        int least = content.TryGetProperty("min_doc_count", out JsonElement number) ? number.GetInt32() : 0;
        string field = content.GetProperty("field").GetString()!;
        long unit = search.Find(field) is { Type: "date_nanos" } ? 1_000_000 : 1;
        long interval = Interval(content, search.Server);
        SortedDictionary<long, List<StoredDocument>> groups = [];
        foreach (StoredDocument document in documents)
        {
            foreach (long key in document.Of(field).Select(value => Floor((long)value / unit, interval)).Distinct())
            {
                (groups.TryGetValue(key, out List<StoredDocument>? group) ? group : groups[key] = []).Add(document);
            }
        }

        // Without a least count, every interval from the first to the last has a bucket (93).
        IEnumerable<long> keys = least > 0 || groups.Count == 0 ? groups.Keys : Steps(groups.Keys.First(), groups.Keys.Last(), interval);
        var buckets = new JsonArray();
        foreach (long key in keys)
        {
            List<StoredDocument> group = groups.GetValueOrDefault(key) ?? [];
            if (group.Count >= least)
            {
                buckets.Add(Aggregations.Bucket(new JsonObject { ["key_as_string"] = format.Write(key), ["key"] = key }, group, inner, search));
                search.Count(1);
            }
        }

        return new JsonObject { ["buckets"] = buckets };
    }

    /// <summary>The width of a histogram, in milliseconds: <c>fixed_interval</c>, which came with 7.2, or <c>interval</c>, which is gone since 8.</summary>
    public static long Interval(JsonElement content, SearchServer server) =>
        content.TryGetProperty("fixed_interval", out JsonElement given) && !server.IsSix ? Interval(given.GetString()!)
        : content.TryGetProperty("interval", out given) && server.TakesInterval ? Interval(given.GetString()!)
        : throw new ElasticsearchError(400, "x_content_parse_exception", $"[date_histogram] unknown field [{(server.IsSix ? "fixed_interval" : "interval")}]");

    /// <summary>The beginning of the interval in which a time lies, before 1970 too.</summary>
    public static long Floor(long time, long width) => time - (((time % width) + width) % width);

    private static IEnumerable<long> Steps(long from, long to, long width)
    {
        for (long key = from; key <= to; key += width)
        {
            yield return key;
        }
    }

    private static long Time(JsonElement edge, TimeFormat format) => format.Parse(edge.ToString()) ?? throw format.Unreadable(edge.ToString());

    private static string Text(long ms) => TimeFormat.Strict(ms);

    private static long Interval(string text) =>
        int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count * (text[^1] switch { 's' => 1_000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, _ => throw ElasticsearchError.Illegal($"failed to parse setting [fixed_interval] with value [{text}]") })
            : throw ElasticsearchError.Illegal($"failed to parse setting [fixed_interval] with value [{text}]");
}
