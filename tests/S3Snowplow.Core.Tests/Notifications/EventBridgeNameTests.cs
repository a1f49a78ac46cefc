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
    public void Read_DetailType_HasTheNameOfS3AndKeepsItsOwn(string detailType, string? reason, string? deletionType, string expected)
    {
        string more = (reason is null ? "" : $",\"reason\":\"{reason}\"") + (deletionType is null ? "" : $",\"deletion-type\":\"{deletionType}\"");

        ObjectEvent found = Record.ReadOne(Record.InEventBridge(detailType: $"\"{detailType}\"", more: more));

        Assert.Equal((expected, detailType), (found.Name, found.OriginalName));
    }

    /// <summary>A fault, the path of its problem, and the text at which the problem points.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { Record.InEventBridge(key: "null"), "$.detail.object.key", "{\"bucket\"" },
        { Record.InEventBridge(key: "\"\\ud800\""), "$.detail", "{\"bucket\"" },
        { Record.InEventBridge(key: "\"k\",\"size\":-5"), "$.detail.object.size", "-5" },
        { Record.InEventBridge(bucket: "\"b\""), "$.detail.bucket.name", "{\"bucket\"" },
        { Record.InEventBridge(detailType: "\"\""), "$.detail-type", "\",\"source\"" },
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
