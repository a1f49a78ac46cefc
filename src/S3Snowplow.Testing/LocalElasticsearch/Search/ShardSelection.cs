using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Which shards a search leaves out because nothing in them can fit: they are counted as skipped, and as successful (95, 97).</summary>
/// <remarks>Source: Elasticsearch Guide, "Search API", <c>pre_filter_shard_size</c>: from 128 shards on, or where hits are sorted by a field, or where a number is given.</remarks>
internal static class ShardSelection
{
    public static IEnumerable<StoredIndex> Skip(StoredIndex[] shards, JsonElement? query, JsonElement body, SearchParameters parameters, SearchServer server)
    {
        int from = parameters.PreFilterShardSize is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : HitSort.Read(body) is not null ? 1 : 128;
        if (query is not { } clause || shards.Length <= from)
        {
            return shards;
        }

        StoredIndex[] left = [.. shards.Where(index => CanFit(clause, index))];
        return left.Length > 0 || server.SkipsAll ? left : shards.Take(1);
    }

    private static bool CanFit(JsonElement clause, StoredIndex index) =>
        DocumentSearch.Bounds(clause, index).All(bound => bound.Times.Count(bound.From, bound.To) > 0 || bound.Times.Overlaps(bound.From, bound.To)) && !DocumentSearch.NamesNoField(clause, index);
}
