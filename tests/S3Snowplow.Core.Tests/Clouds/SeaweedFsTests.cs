using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

public sealed class SeaweedFsTests
{
    private const string Written = "\"x-seaweedfs-write-id\":\"MQ==\"";
    private const string WrittenAgain = "\"x-seaweedfs-write-id\":\"Mg==\"";
    private const string InParts = "\"X-Seaweedfs-Upload-Id\":\"MQ==\"";
    private const string InPartsAgain = "\"X-Seaweedfs-Upload-Id\":\"Mg==\"";

    [Theory]
    [InlineData(Written, WrittenAgain, true)]
    [InlineData(Written, Written, false)]
    [InlineData(Written, Written + ",\"X-Amz-Tagging-k\":\"dg==\"", false)]
    [InlineData(Written, InParts, true)]
    [InlineData(InParts, Written, true)]
    [InlineData(InParts, InPartsAgain, true)]
    [InlineData(InParts, InParts, false)]
    [InlineData("", "", false)]
    public void Read_Update_IsAnArrivalWhereSomethingWasWritten(string before, string after, bool isArrival)
    {
        ObjectEvent found = Record.ReadOne(CloudEvent.Seaweed("update", CloudEvent.Entry(after), CloudEvent.Entry(before)));

        Assert.Equal((isArrival, isArrival ? "ObjectCreated:Put" : "ObjectMetadata:Update"), (found.IsDataArrival, found.Name));
    }

    [Fact]
    public void Read_Removal_HasTheTimeOfReadingAndAnIdOfItsOwn()
    {
        byte[] removal = CloudEvent.Seaweed("delete", oldEntry: CloudEvent.Entry(Written)).Bytes();
        var clock = new ManualTimeProvider();
        ObjectEvent first = ReadAt(clock, removal);
        clock.Advance(TimeSpan.FromHours(1));

        ObjectEvent second = ReadAt(clock, removal);

        Assert.Equal(("ObjectRemoved:Delete", "", null), (first.Name, first.TimeText, first.Size));
        Assert.Equal(TimeSpan.FromHours(1), second.Time - first.Time);
        Assert.Equal(EventIdentity.Of(first), EventIdentity.Of(second));
        Assert.NotEqual(EventIdentity.Of(first), CloudEvent.IdOf(CloudEvent.Seaweed("delete", oldEntry: CloudEvent.Entry(Written, committed: 1795785966350290660))));
    }

    [Fact]
    public void Read_RemovalOfANotificationWhoseReceiptIsKnown_HasThatTimeAtEachTry()
    {
        byte[] removal = CloudEvent.Seaweed("delete", oldEntry: CloudEvent.Entry(Written)).Bytes();
        var clock = new ManualTimeProvider();
        DateTimeOffset received = clock.GetUtcNow();
        ObjectEvent first = ReadAt(clock, removal, received);
        clock.Advance(TimeSpan.FromHours(1));

        ObjectEvent second = ReadAt(clock, removal, received);

        Assert.Equal((received, received), (first.Time, second.Time));
        Assert.Equal(EventIdentity.Of(first), EventIdentity.Of(second));
        Assert.Equal(EventIdentity.Of(first), EventIdentity.Of(ReadAt(clock, removal)));
    }

    [Theory]
    [InlineData("/buckets")]
    [InlineData("/buckets/b")]
    [InlineData("/buckets/b/")]
    [InlineData("/buckets/.system/owners/admin")]
    [InlineData("/buckets/b/.uploads/1/0001.part")]
    [InlineData("/etc/seaweedfs/filer.conf")]
    public void Read_PathOfNoObject_IsPassedOver(string path)
    {
        NotificationContent content = CloudEvent.Read(CloudEvent.Seaweed("create", CloudEvent.Entry(), path: path));

        Assert.Equal((0, 0, 0), (content.Count, content.TestEvents, content.ProblemCount));
    }

    [Fact]
    public void Read_Folder_IsPassedOver() =>
        Assert.Equal(0, CloudEvent.Read(CloudEvent.Seaweed("create", """{"name":"in","is_directory":true,"attributes":{"mtime":1795785966}}""")).Count);

    [Theory]
    [InlineData("\"Seaweed-X-Amz-Version-Id\":\"MTIz\"", "ObjectCreated:Put", "in/v.txt", "123")]
    [InlineData("\"Seaweed-X-Amz-Version-Id\":\"MTIz\",\"Seaweed-X-Amz-Delete-Marker\":\"dHJ1ZQ==\"", "ObjectRemoved:DeleteMarkerCreated", "in/v.txt", "123")]
    [InlineData("", "ObjectCreated:Put", "in/v.txt.versions/v_123", null)]
    public void Read_FileOfAVersion_IsThatOfItsObject(string extended, string name, string key, string? version)
    {
        ObjectEvent found = Record.ReadOne(CloudEvent.Seaweed("create", CloudEvent.Entry(extended), path: "/buckets/b/in/v.txt.versions/v_123"));

        Assert.Equal((name, "b", key, version), (found.Name, found.Bucket, found.Key, found.VersionId));
    }

    [Fact]
    public void Read_SizeLeftOut_IsNone()
    {
        string empty = CloudEvent.Seaweed("create", """{"name":"x.csv","attributes":{"mtime":1795785966},"commit_ts_ns":1795785966350290659}""");

        Assert.Equal((0L, new DateTimeOffset(2026, 11, 27, 13, 26, 6, TimeSpan.Zero)), (Record.ReadOne(empty).Size, Record.ReadOne(empty).Time));
    }

    private static ObjectEvent ReadAt(TimeProvider clock, byte[] notification, DateTimeOffset? received = null)
    {
        var content = new NotificationContent { Clock = clock, ReceivedAt = received };
        NotificationReader.Read(notification, content);
        return content[0];
    }
}
