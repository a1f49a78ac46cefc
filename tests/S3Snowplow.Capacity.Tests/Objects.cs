using S3Snowplow.Reading;

namespace S3Snowplow.Capacity.Tests;

/// <summary>Object events as a relay reads them.</summary>
internal static class Objects
{
    public static ObjectEvent Put(string bucket, string key, long? size, DateTimeOffset time, string name = ObjectEventName.CreatedPut) => new()
    {
        Dialect = NotificationDialect.AmazonS3,
        Name = name,
        OriginalName = name,
        Time = time,
        TimeText = time.ToString("O"),
        Bucket = bucket,
        Key = key,
        RawKey = key,
        KeyDecoded = true,
        Size = size,
        Sequencer = "01",
    };
}
