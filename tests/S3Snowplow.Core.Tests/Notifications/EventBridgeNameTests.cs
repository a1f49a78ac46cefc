using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class EventBridgeNameTests
{
    /// <remarks>The table of "Event mapping and troubleshooting" in the Amazon S3 User Guide.</remarks>
    [Theory]
    [InlineData("Object Created", "PutObject", null, "ObjectCreated:Put")]
    [InlineData("Object Created", "POST Object", null, "ObjectCreated:Post")]
    [InlineData("Object Created", "CopyObject", null, "ObjectCreated:Copy")]
    [InlineData("Object Created", "CompleteMultipartUpload", null, "ObjectCreated:CompleteMultipartUpload")]
    [InlineData("Object Created", null, null, "ObjectCreated:Put")]
    [InlineData("Object Created", "ObjectCreated", null, "ObjectCreated:Put")]
    [InlineData("Object Deleted", "DeleteObject", "Permanently Deleted", "ObjectRemoved:Delete")]
    [InlineData("Object Deleted", "DeleteObject", "Delete Marker Created", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("Object Deleted", "Lifecycle Expiration", "Permanently Deleted", "LifecycleExpiration:Delete")]
    [InlineData("Object Deleted", "Lifecycle Expiration", "Delete Marker Created", "LifecycleExpiration:DeleteMarkerCreated")]
    [InlineData("Object Deleted", null, null, "ObjectRemoved:Delete")]
    [InlineData("Object Restore Initiated", null, null, "ObjectRestore:Post")]
    [InlineData("Object Restore Completed", null, null, "ObjectRestore:Completed")]
    [InlineData("Object Restore Expired", null, null, "ObjectRestore:Delete")]
    [InlineData("Object Storage Class Changed", null, null, "LifecycleTransition")]
    [InlineData("Object Access Tier Changed", null, null, "IntelligentTiering")]
    [InlineData("Object Tags Added", null, null, "ObjectTagging:Put")]
    [InlineData("Object Tags Deleted", null, null, "ObjectTagging:Delete")]
    [InlineData("Object ACL Updated", null, null, "ObjectAcl:Put")]
    [InlineData("Object Annotation Created", "PutObjectAnnotation", null, "ObjectAnnotation:Put")]
    [InlineData("Object Annotation Removed", "DeleteObjectAnnotation", null, "ObjectAnnotation:Delete")]
    [InlineData("Object Retention Updated", null, null, "ObjectRetention:Put")]
    [InlineData("Object Painted Green", "Why Not", null, "Object Painted Green")]
    [InlineData("Object ObjectCreated Put", "PutObject", null, "ObjectCreated:Put")]
    [InlineData("Object ObjectCreated CompleteMultipartUpload", null, null, "ObjectCreated:CompleteMultipartUpload")]
    [InlineData("Object ObjectRemoved Delete", null, null, "ObjectRemoved:Delete")]
    [InlineData("ObjectCreated:Copy", null, null, "ObjectCreated:Copy")]
    [InlineData("s3:ObjectCreated:Post", null, null, "ObjectCreated:Post")]
    [InlineData("My Upload", "CopyObject", null, "ObjectCreated:Copy")]
    [InlineData("My Removal", "DeleteObject", "Delete Marker Created", "ObjectRemoved:DeleteMarkerCreated")]
    public void Read_DetailType_HasTheNameOfS3AndKeepsItsOwn(string detailType, string? reason, string? deletionType, string expected)
    {
        string more = (reason is null ? "" : $",\"reason\":\"{reason}\"") + (deletionType is null ? "" : $",\"deletion-type\":\"{deletionType}\"");

        ObjectEvent found = Record.ReadOne(Record.InEventBridge(detailType: $"\"{detailType}\"", more: more));

        Assert.Equal((expected, detailType), (found.Name, found.OriginalName));
    }

    [Theory]
    [InlineData(null, null, null, "ObjectCreated")]
    [InlineData("\"\"", null, null, "ObjectCreated")]
    [InlineData("null", null, null, "ObjectCreated")]
    [InlineData("7", "Why Not", null, "ObjectCreated")]
    [InlineData(null, "PutObject", null, "ObjectCreated:Put")]
    [InlineData(null, "CompleteMultipartUpload", null, "ObjectCreated:CompleteMultipartUpload")]
    [InlineData(null, "DeleteObject", null, "ObjectRemoved:Delete")]
    [InlineData(null, null, "Delete Marker Created", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData(null, "Lifecycle Expiration", "Permanently Deleted", "LifecycleExpiration:Delete")]
    public void Read_EventWithoutADetailType_IsWhatItsReasonSays(string? detailType, string? reason, string? deletionType, string expected)
    {
        string more = (reason is null ? "" : $",\"reason\":\"{reason}\"") + (deletionType is null ? "" : $",\"deletion-type\":\"{deletionType}\"");
        string notification = Record.InEventBridge(detailType: detailType ?? "0", more: more);
        notification = detailType is null ? notification.Replace("\"detail-type\":0,", "", StringComparison.Ordinal) : notification;

        ObjectEvent found = Record.ReadOne(notification);

        Assert.Equal((expected, expected), (found.Name, found.OriginalName));
        Assert.Equal(expected.StartsWith("ObjectCreated", StringComparison.Ordinal), found.IsDataArrival);
    }

    [Theory]
    [InlineData("com.example.forwarder")]
    [InlineData("")]
    public void Read_EventSentOnUnderAnotherSource_IsOneOfS3(string source) =>
        Assert.Equal(NotificationDialect.EventBridge, Record.ReadOne(Record.InEventBridge().Replace("aws.s3", source, StringComparison.Ordinal)).Dialect);

    /// <summary>A fault, the path of its problem, and the text at which the problem points.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { Record.InEventBridge(key: "null"), "$.detail.object.key", "{\"bucket\"" },
        { Record.InEventBridge(key: "\"\\ud800\""), "$.detail", "{\"bucket\"" },
        { Record.InEventBridge(key: "\"k\",\"size\":-5"), "$.detail.object.size", "-5" },
        { Record.InEventBridge(bucket: "\"b\""), "$.detail.bucket.name", "{\"bucket\"" },
        { Record.InEventBridge(time: "1636675200"), "$.time", "1636675200" },
        { Record.InEventBridge(time: null), "$.time", "{\"bucket\"" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_EventWithoutWhatItNeeds_IsAProblemThatPointsAtIt(string notification, string path, string at)
    {
        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal((NotificationProblemKind.InvalidRecord, path), (problem.Kind, problem.Path));
        Assert.Equal(notification.IndexOf(at, StringComparison.Ordinal), problem.Offset);
    }
}
