using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>What was done in the store, or what somebody says was done.</summary>
internal sealed record Change(string Name, string Bucket, string Key, long Size)
{
    public static Change Of(GoodEvent good) => new(
        good.Data.GetProperty("event_name").GetString()!,
        good.Data.GetProperty("bucket").GetString()!,
        good.Data.GetProperty("key").GetString()!,
        good.Data.GetProperty("size").GetInt64());

    public static Change Of(StoreRecord record) => new(record.Name, record.Bucket, record.Key, record.Size);

    /// <summary>In an order of its own: what is done at the same time is told in any.</summary>
    public static Change[] Sorted(IEnumerable<Change> changes) =>
        [.. changes.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Key, StringComparer.Ordinal).ThenBy(one => one.Size)];
}
