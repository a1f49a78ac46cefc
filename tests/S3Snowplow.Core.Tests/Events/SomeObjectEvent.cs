using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>An object event in which every member has a value, for tests that change one of them.</summary>
internal static class SomeObjectEvent
{
    public static ObjectEvent WithAll { get; } = new()
    {
        Dialect = NotificationDialect.AmazonS3,
        Wrappings = NotificationWrappings.None,
        Name = "ObjectCreated:Put",
        OriginalName = "ObjectCreated:Put",
        Time = new DateTimeOffset(2026, 1, 31, 23, 59, 59, 123, TimeSpan.Zero),
        TimeText = "2026-01-31T23:59:59.123Z",
        Bucket = "landing",
        Key = "in/a b.csv",
        RawKey = "in/a+b.csv",
        KeyDecoded = true,
        Size = 1024,
        ETag = "9ab62b5ef34a985438bfdf7ee0102229",
        VersionId = "v1",
        Sequencer = "00A1",
        Region = "eu-central-1",
        RequestId = "R1",
        EventVersion = "2.1",
        ConfigurationId = "all",
        Requester = "AWS:EXAMPLE",
        SourceIpAddress = "192.0.2.44",
    };
}
