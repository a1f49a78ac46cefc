namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads a record of JD Cloud OSS, which has an S3 record in <c>detail</c>.</summary>
/// <remarks>Source: JD Cloud's documentation of OSS event notifications. Whether keys are encoded is not said there; they are taken as they are. The record's id identifies the event.</remarks>
internal static class JdCloudOssReader
{
    /// <summary>Reads the record; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.HasObject("detail.s3.object") || !found.Is("source", "oss"u8))
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.JdCloudOss);
        facts.Bucket = facts.Required("detail.s3.bucket.name", "bucket name");
        facts.TakeKey("detail.s3.object.key");
        facts.OriginalName = facts.Required("detail.eventName", "event name");
        facts.TakeTime("time");
        facts.TakeSize("detail.s3.object.size");
        if (!facts.Failed)
        {
            facts.Name = EventNameText.Of(found.Find("detail.eventName").Bytes(found.Json));
            facts.ETag = EntityTag.Read(found.Json, found.Find("detail.s3.object.eTag"));
            facts.VersionId = found.Text("detail.s3.object.versionId");
            facts.RequestId = found.Text("id");
            facts.Region = found.Text("region");
        }

        return facts.Add();
    }
}
