using System.Globalization;
using System.Text.Json.Nodes;

namespace S3Snowplow.Tool;

/// <summary>Bytes by pipeline, minute of receipt and minute of the event: what both forms of reading have to find in the same documents.</summary>
internal static class CheckCells
{
    /// <summary>From the hits of a documents search.</summary>
    /// <param name="hits">The hits.</param>
    /// <param name="seen">The ids that were counted, which are counted once.</param>
    /// <param name="cells">What is added to.</param>
    public static void AddDocuments(JsonArray hits, HashSet<string> seen, SortedDictionary<string, long> cells)
    {
        foreach (JsonNode source in hits.Select(hit => hit!["_source"]!))
        {
            if (source[CheckDocuments.Object] is not { } data || !((string)data["event_name"]!).StartsWith("ObjectCreated:", StringComparison.Ordinal) || !seen.Add((string)source["event_id"]!))
            {
                continue;
            }

            string pipeline = CheckDocuments.PipelineOf((string)data["key"]!);
            Add(cells, pipeline, Minute((string)source["collector_tstamp"]!), Minute((string)source["derived_tstamp"]!), (long?)data["size"] ?? 0);
        }
    }

    /// <summary>From the buckets of a composite aggregation.</summary>
    public static void AddBuckets(JsonArray buckets, SortedDictionary<string, long> cells)
    {
        foreach (JsonNode bucket in buckets.Select(bucket => bucket!))
        {
            JsonNode key = bucket["key"]!;
            double bytes = (double?)(bucket["arrived"]?["bytes"] ?? bucket["bytes"])?["value"] ?? 0;
            if ((int?)bucket["arrived"]?["doc_count"] != 0)
            {
                Add(cells, (string)key["pipeline"]!, (long)key["received"]! / 60_000, (long)key["minute"]! / 60_000, (long)bytes);
            }
        }
    }

    /// <summary>For a message.</summary>
    public static string Print(SortedDictionary<string, long> cells) => string.Join("; ", cells.Take(8).Select(cell => $"{cell.Key} {cell.Value}"));

    private static void Add(SortedDictionary<string, long> cells, string pipeline, long received, long minute, long bytes)
    {
        string cell = string.Create(CultureInfo.InvariantCulture, $"{pipeline} {received} {minute}");
        cells[cell] = cells.GetValueOrDefault(cell) + bytes;
    }

    private static long Minute(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds() / 60;
}
