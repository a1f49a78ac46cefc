using S3Snowplow.Notifications;

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

        ObjectEvent found = Record.ReadOne(
            $$"""{"detail-type":"{{detailType}}","source":"aws.s3","time":"2026-03-01T06:00:01Z","detail":{"bucket":{"name":"b"},"object":{"key":"k"}""" + more + "}}");

        Assert.Equal((expected, detailType), (found.Name, found.OriginalName));
    }

    [Theory]
    [InlineData("""{"detail-type":"Object Created","source":"aws.s3","time":"2026-03-01T06:00:01Z","detail":{"bucket":{"name":"b"},"object":{}}}""", "$.detail.object.key", "{\"bucket\"")]
    [InlineData("""{"detail-type":"Object Created","source":"aws.s3","time":"2026-03-01T06:00:01Z","detail":{"bucket":"b","object":{"key":"k"}}}""", "$.detail.bucket.name", "{\"bucket\"")]
    [InlineData("""{"detail-type":"","source":"aws.s3","time":"2026-03-01T06:00:01Z","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}""", "$.detail-type", "\",\"source\"")]
    [InlineData("""{"detail-type":"Object Created","source":"aws.s3","time":1636675200,"detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}""", "$.time", "1636675200")]
    [InlineData("""{"detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}""", "$.time", "{\"bucket\"")]
    [InlineData("""{"time":"2026-03-01T06:00:01Z","detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"k","size":-5}}}""", "$.detail.object.size", "-5")]
    [InlineData("""{"time":"2026-03-01T06:00:01Z","detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"\ud800"}}}""", "$.detail", "{\"bucket\"")]
    public void Read_EventWithoutWhatItNeeds_IsAProblemThatPointsAtIt(string notification, string path, string at)
    {
        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal((NotificationProblemKind.InvalidRecord, path, notification.IndexOf(at, StringComparison.Ordinal)), (problem.Kind, problem.Path, problem.Offset));
    }
}
