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
        (string Key, long From, long To)[] ranges =
        [
            .. content.GetProperty("ranges").EnumerateArray().Select(range =>
            {
                ElasticsearchError.Allow(range, "ranges", "key", "from", "to");
                return (range.GetProperty("key").GetString()!, Time(range.GetProperty("from"), format), Time(range.GetProperty("to"), format));
            }).OrderBy(range => range.Item2).ThenBy(range => range.Item3),
        ];
        search.Count(ranges.Length);
        return new JsonObject
        {
            ["buckets"] = new JsonArray(
            [
                .. ranges.Select(range => Aggregations.Bucket(
                    new JsonObject { ["key"] = range.Key, ["from"] = (double)range.From, ["from_as_string"] = Text(range.From), ["to"] = (double)range.To, ["to_as_string"] = Text(range.To) },
                    [.. documents.Where(one => one.Of(field).Any(value => (long)value >= range.From && (long)value < range.To))],
                    inner,
                    search)),
            ]),
        };
    }

    public static JsonObject Histogram(JsonElement content, JsonElement? inner, IReadOnlyList<StoredDocument> documents, SearchContext search)
    {
        ElasticsearchError.Allow(content, "date_histogram", IntervalOf(search), "field", "min_doc_count");
        if (!content.TryGetProperty("min_doc_count", out JsonElement least) || least.GetInt32() != 1)
        {
            throw ElasticsearchError.Illegal("[date_histogram] with a min_doc_count other than 1 is not modelled here");
        }

        string field = content.GetProperty("field").GetString()!;
        long interval = Interval(content.GetProperty(IntervalOf(search)).GetString()!);
        IGrouping<long, StoredDocument>[] buckets = [.. documents.Where(one => one.Of(field).Length > 0).GroupBy(one => (long)one.Of(field)[0] / interval * interval).OrderBy(group => group.Key)];
        search.Count(buckets.Length);
        return new JsonObject
        {
            ["buckets"] = new JsonArray([.. buckets.Select(bucket => Aggregations.Bucket(new JsonObject { ["key_as_string"] = Text(bucket.Key), ["key"] = bucket.Key }, [.. bucket], inner, search))]),
        };
    }

    /// <summary>What the width of a histogram is called: <c>fixed_interval</c> came with 7.2; before, and never after 7, it is called <c>interval</c>.</summary>
    public static string IntervalOf(SearchContext search) => search.Options.MajorVersion == 6 ? "interval" : "fixed_interval";

    private static long Time(JsonElement edge, TimeFormat format) => format.Parse(edge.ToString()) ?? throw format.Unreadable(edge.ToString());

    private static string Text(long ms) => Timestamps.Format(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    /// <summary>The width of a histogram, in milliseconds.</summary>
    public static long Interval(string text) =>
        int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count * (text[^1] switch { 's' => 1_000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, _ => throw ElasticsearchError.Illegal($"failed to parse setting [fixed_interval] with value [{text}]") })
            : throw ElasticsearchError.Illegal($"failed to parse setting [fixed_interval] with value [{text}]");
}
