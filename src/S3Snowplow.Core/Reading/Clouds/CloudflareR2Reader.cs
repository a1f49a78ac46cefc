using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads the messages of Cloudflare R2: keys as they are, no size on removals.</summary>
/// <remarks>
/// Source: developers.cloudflare.com/r2/buckets/event-notifications. A message has no id of its own. What tells its event apart is account, bucket, key, action, time and eTag, so two removals of
/// one key in the same millisecond are one event.
/// </remarks>
internal static class CloudflareR2Reader
{
    /// <summary>Reads the message; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.Find("bucket").IsString || !found.Find("action").IsString || found.Find("object").Type != JsonTokenType.StartObject)
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.CloudflareR2);
        facts.Bucket = facts.Required("bucket", "bucket name");
        facts.TakeKey("object.key");
        facts.OriginalName = facts.Required("action", "action");
        facts.TakeTime("eventTime");
        facts.TakeSize("object.size");
        if (!facts.Failed)
        {
            facts.Name = NameOf(facts.OriginalName!);
            facts.ETag = EntityTag.Read(found.Json, found.Find("object.eTag"));
            facts.BucketOwner = found.Text("account");
            facts.RequestId = $"{facts.BucketOwner}/{facts.ETag}";
        }

        return facts.Add();
    }

    private static string NameOf(string action) => action switch
    {
        "PutObject" => ObjectEventName.CreatedPut,
        "CopyObject" => ObjectEventName.CreatedCopy,
        "CompleteMultipartUpload" => ObjectEventName.CreatedCompleteMultipartUpload,
        "DeleteObject" => ObjectEventName.RemovedDelete,
        "LifecycleDeletion" => "LifecycleExpiration:Delete",
        _ => action,
    };
}
