using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

/// <summary>What the cases do not have: names, traps and identities of the clouds with small shapes.</summary>
public sealed class OtherCloudTests
{
    [Theory]
    [InlineData("b2:ObjectCreated:Upload", "ObjectCreated:Put")]
    [InlineData("b2:ObjectCreated:MultipartUpload", "ObjectCreated:CompleteMultipartUpload")]
    [InlineData("b2:ObjectCreated:Copy", "ObjectCreated:Copy")]
    [InlineData("b2:ObjectCreated:Replica", "ObjectCreated:Put")]
    [InlineData("b2:ObjectCreated:MultipartReplica", "ObjectCreated:CompleteMultipartUpload")]
    [InlineData("b2:ObjectDeleted:Delete", "ObjectRemoved:Delete")]
    [InlineData("b2:ObjectDeleted:LifecycleRule", "LifecycleExpiration:Delete")]
    [InlineData("b2:HideMarkerCreated:LifecycleRule", "LifecycleExpiration:DeleteMarkerCreated")]
    [InlineData("b2:MultipartUploadCreated:LiveRead", "MultipartUploadCreated:LiveRead")]
    public void Read_TypeOfBackblaze_HasS3sName(string type, string name) =>
        Assert.Equal((name, type), (Record.ReadOne(CloudEvent.Backblaze(type)).Name, Record.ReadOne(CloudEvent.Backblaze(type)).OriginalName));

    [Fact]
    public void Read_TestEventOfBackblaze_IsATestEvent()
    {
        NotificationContent content = CloudEvent.Read($$"""{"events":[{{CloudEvent.Backblaze("b2:TestEvent")}},{{CloudEvent.Backblaze()}}]}""");

        Assert.Equal((1, 1, 0), (content.Count, content.TestEvents, content.ProblemCount));
    }

    [Fact]
    public void Read_TwoRulesOfBackblaze_HaveOneId()
    {
        Assert.Equal(CloudEvent.IdOf(CloudEvent.Backblaze()), CloudEvent.IdOf(CloudEvent.Backblaze(id: "e2", rule: "rule-two")));
        Assert.NotEqual(CloudEvent.IdOf(CloudEvent.Backblaze()), CloudEvent.IdOf(CloudEvent.Backblaze(version: "\"v2\"")));
        Assert.NotEqual(CloudEvent.IdOf(CloudEvent.Backblaze(version: "null")), CloudEvent.IdOf(CloudEvent.Backblaze(version: "null", id: "e2")));
    }

    [Theory]
    [InlineData("ObjectCreated:PutObject", "ObjectCreated:Put", 2048)]
    [InlineData("ObjectCreated:PostObject", "ObjectCreated:Post", 2048)]
    [InlineData("ObjectCreated:CopyObject", "ObjectCreated:Copy", 2048)]
    [InlineData("ObjectCreated:CompleteMultipartUpload", "ObjectCreated:CompleteMultipartUpload", 2048)]
    [InlineData("ObjectCreated:AppendObject", "ObjectCreated:Put", 48)]
    [InlineData("ObjectReplication:ObjectCreated", "ObjectCreated:Put", 2048)]
    [InlineData("ObjectCreated:InitiateMultipartUpload", "ObjectCreated:InitiateMultipartUpload", 0)]
    [InlineData("ObjectCreated:UploadPart", "ObjectCreated:UploadPart", 0)]
    [InlineData("ObjectCreated:UploadPartCopy", "ObjectCreated:UploadPartCopy", 0)]
    [InlineData("ObjectCreated:PutSymlink", "ObjectCreated:PutSymlink", 0)]
    [InlineData("ObjectRemoved:DeleteObject", "ObjectRemoved:Delete", 0)]
    [InlineData("ObjectRemoved:DeleteObjects", "ObjectRemoved:Delete", 0)]
    [InlineData("ObjectRemoved:AbortMultipartUpload", "MultipartUpload:Abort", 0)]
    public void Read_NameOfAlibaba_TellsWhatArrived(string original, string name, long arrived)
    {
        ObjectEvent found = Record.ReadOne($$"""{"events":[{{CloudEvent.Alibaba(original)}}]}""");

        Assert.Equal((name, original, arrived), (found.Name, found.OriginalName, found.ArrivedBytes));
    }

    [Fact]
    public void Read_TwoRulesOfAlibaba_HaveOneId()
    {
        Assert.Equal(CloudEvent.IdOf(CloudEvent.Alibaba()), CloudEvent.IdOf(CloudEvent.Alibaba(rule: "r2")));
        Assert.NotEqual(CloudEvent.IdOf(CloudEvent.Alibaba()), CloudEvent.IdOf(CloudEvent.Alibaba(request: "q2")));
    }

    [Fact]
    public void Read_FaultInAListOfEvents_LeavesItsSiblings()
    {
        string broken = CloudEvent.Alibaba().Replace("\"size\":2048", "\"size\":-1", StringComparison.Ordinal);
        string notification = $$"""{"events":[{{CloudEvent.Alibaba()}},{{broken}},7,{{CloudEvent.Alibaba(request: "q2")}}]}""";

        NotificationContent content = CloudEvent.Read(notification);

        Assert.Equal((2, 2), (content.Count, content.ProblemCount));
        Assert.Equal(("$.events[1].oss.object.size", "$.events[2]"), (content.Problems[0].Path, content.Problems[1].Path));
        Assert.Equal(notification.IndexOf("-1", StringComparison.Ordinal), content.Problems[0].Offset);
    }

    [Theory]
    [InlineData("cos:ObjectCreated:Put", "ObjectCreated:Put")]
    [InlineData("cos:ObjectCreated:Origin", "ObjectCreated:Put")]
    [InlineData("cos:ObjectCreated:Replication", "ObjectCreated:Put")]
    [InlineData("cos:ObjectRemove:Delete", "ObjectRemoved:Delete")]
    [InlineData("cos:ObjectRemove:DeleteMarkerCreated", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("cos:ObjectRestore:Post", "ObjectRestore:Post")]
    public void Read_NameOfTencent_HasS3sForm(string original, string name) => Assert.Equal(name, Record.ReadOne(Record.List(CloudEvent.Tencent(original))).Name);

    [Theory]
    [InlineData("1772359380")]
    [InlineData("\"2026-03-01T10:03:00Z\"")]
    [InlineData("\"1772359380000\"")]
    public void Read_TimeOfTencent_IsReadInEachSpelling(string time) =>
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 3, 0, TimeSpan.Zero), Record.ReadOne(Record.List(CloudEvent.Tencent(time: time))).Time);

    [Theory]
    [InlineData("/125/example/in/x.csv", "example", "in/x.csv")]
    [InlineData("/125/other/in/x.csv", "example", "/125/other/in/x.csv")]
    [InlineData("in/x.csv", "example-125", "in/x.csv")]
    public void Read_KeyOfTencent_StandsBehindAccountAndBucket(string sent, string bucket, string key)
    {
        ObjectEvent found = Record.ReadOne(Record.List(CloudEvent.Tencent(key: sent, bucket: bucket)));

        Assert.Equal(("example-125", key, sent), (found.Bucket, found.Key, found.RawKey));
    }

    [Fact]
    public void Read_TencentInItsEventBridge_IsTheSameEvent() =>
        Assert.Equal(
            CloudEvent.IdOf(Record.List(CloudEvent.Tencent())),
            CloudEvent.IdOf($$"""{"specversion":"1.0","id":"1","type":"cos:created:object","source":"cos.cloud.tencent","time":"1615430559146","data":{{CloudEvent.Tencent()}}}"""));

    [Theory]
    [InlineData("PutObject", "ObjectCreated:Put")]
    [InlineData("CopyObject", "ObjectCreated:Copy")]
    [InlineData("CompleteMultipartUpload", "ObjectCreated:CompleteMultipartUpload")]
    [InlineData("DeleteObject", "ObjectRemoved:Delete")]
    [InlineData("LifecycleDeletion", "LifecycleExpiration:Delete")]
    public void Read_ActionOfR2_HasS3sName(string action, string name) => Assert.Equal(name, Record.ReadOne(R2(action)).Name);

    [Fact]
    public void Read_R2_IsToldApartByAccountAndTag()
    {
        string[] changes = [R2(), R2(account: "other"), R2(tag: "other"), R2("CopyObject")];

        Assert.Equal(changes.Length, changes.Select(CloudEvent.IdOf).Distinct().Count());
    }

    [Theory]
    [InlineData("Object:Write", "ObjectCreated:Put")]
    [InlineData("Object:Delete", "ObjectRemoved:Delete")]
    [InlineData("Object:CreateDeleteMarker", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("Object:CreateDeleteMarker:NullVersionDeleted", "ObjectRemoved:DeleteMarkerCreated")]
    public void Read_TypeOfIbm_HasS3sName(string type, string name)
    {
        string plain = $$"""{"request_id":"r","request_time":"2018-07-04T17:12:28.030Z","event_type":"{{type}}","bucket_name":"b","object_name":"k","object_length":"7"}""";

        Assert.Equal(name, Record.ReadOne(plain).Name);
        Assert.Equal(CloudEvent.IdOf(plain), CloudEvent.IdOf($$"""{"bucket":"b","key":"k","notification":{{plain}},"operation":"{{type}}"}"""));
        Assert.NotEqual(CloudEvent.IdOf(plain), CloudEvent.IdOf(plain.Replace("\"k\"", "\"l\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("createobject", "ObjectCreated:Put")]
    [InlineData("updateobject", "ObjectCreated:Put")]
    [InlineData("deleteobject", "ObjectRemoved:Delete")]
    public void Read_TypeOfOracle_HasS3sName(string type, string name)
    {
        ObjectEvent found = Record.ReadOne(Oracle(type));

        Assert.Equal((name, null, "1"), (found.Name, found.Size, found.RequestId));
    }

    [Theory]
    [InlineData("com.oraclecloud.objectstorage.createbucket")]
    [InlineData("com.oraclecloud.computeapi.launchinstance.end")]
    public void Read_OtherEventOfOracle_IsNamed(string type) =>
        Assert.Contains("Oracle", Record.ReadProblem(Oracle("x").Replace("com.oraclecloud.objectstorage.x", type, StringComparison.Ordinal)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"ConfirmationURL":"https://cell1.notification.example/confirm?token=secret"}""", "Oracle")]
    [InlineData("""{"type":"SubscriptionConfirmation","topic_urn":"urn:smn:r:p:t","message":"You are invited","subscribe_url":"https://smn.example?token=secret"}""", "Huawei")]
    public void Read_ConfirmationOfASubscription_IsNamedWithoutItsAddress(string notification, string vendor)
    {
        string reason = Record.ReadProblem(notification).Reason;

        Assert.Contains(vendor, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_JdCloud_HasTheRecordInItsDetail()
    {
        ObjectEvent found = Record.ReadOne(Record.List(
            """{"id":"i1","time":"2026-03-01T10:03:00Z","source":"oss","region":"cn-north-1","detail":{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"a+b","size":7}}}}"""));

        Assert.Equal((NotificationDialect.JdCloudOss, "ObjectCreated:Put", "b", "a+b", 7L, "i1"), (found.Dialect, found.Name, found.Bucket, found.Key, found.Size, found.RequestId));
    }

    private static string R2(string action = "PutObject", string account = "a", string tag = "t") =>
        $$"""{"account":"{{account}}","action":"{{action}}","bucket":"b","object":{"key":"k","size":7,"eTag":"{{tag}}"},"eventTime":"2026-03-01T10:03:00.379Z"}""";

    private static string Oracle(string type) =>
        $$"""{"eventType":"com.oraclecloud.objectstorage.{{type}}","cloudEventsVersion":"0.1","eventTime":"2026-03-01T10:03:00Z","eventID":"1","data":{"resourceName":"k","additionalDetails":{"bucketName":"b","namespace":"n"} } }""";
}
