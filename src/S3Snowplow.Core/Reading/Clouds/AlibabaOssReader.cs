using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads the events of Alibaba Cloud OSS: a record of MNS and Function Compute, or the CloudEvent of EventBridge. Keys are taken as they are.</summary>
/// <remarks>
/// Source: alibabacloud.com/help/mns, "create a rule to generate OSS event notifications"; alibabacloud.com/help/eventbridge, "OSS events". Names are verbs of the API. Beginnings and parts of a
/// multipart upload are called <c>ObjectCreated</c> too and move no data of their own, since its completion tells all of it. An append tells the whole object's size, and in <c>deltaSize</c> what arrived.
/// The request id identifies an event together with the key; the rule's id stays out, because two rules send one change twice.
/// </remarks>
internal static class AlibabaOssReader
{
    /// <summary>Reads a record; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryReadRecord(in CloudObject found) =>
        (found.Is("eventSource", "acs:oss"u8) || found.HasObject("oss.bucket")) && Read(found, "eventName", "eventTime", "");

    /// <summary>Reads a CloudEvent; <see langword="false"/>, and nothing read, where it is of another source.</summary>
    public static bool TryReadCloudEvent(in CloudObject found)
    {
        if (!found.Is("source", "acs.oss"u8))
        {
            return false;
        }

        return found.HasObject("data.oss.object") ? Read(found, "type", "time", "data.") : found.AddForeign("an event of Alibaba Cloud OSS about a bucket or an account");
    }

    private static bool Read(in CloudObject found, string name, string time, string at)
    {
        var facts = new CloudFacts(found, NotificationDialect.AlibabaOss);
        facts.Bucket = facts.Required(at + "oss.bucket.name", "bucket name");
        facts.TakeKey(at + "oss.object.key");
        facts.OriginalName = facts.Required(name, "event name");
        facts.TakeTime(time);
        if (facts.Failed)
        {
            return true;
        }

        string ownName = facts.OriginalName!.StartsWith("oss:", StringComparison.Ordinal) ? facts.OriginalName["oss:".Length..] : facts.OriginalName;
        string delta = at + "oss.object.deltaSize";
        facts.TakeSize(ownName == "ObjectCreated:AppendObject" && found.Find(delta).Type == JsonTokenType.Number ? delta : at + "oss.object.size");
        facts.Name = NameOf(ownName);
        facts.ETag = EntityTag.Read(found.Json, found.Find(at + "oss.object.eTag"));
        facts.RequestId = found.Text(at + "responseElements.requestId") ?? found.Text("id");
        facts.Region = found.Text(at + "region");
        facts.BucketOwner = found.Text(at + "oss.bucket.ownerIdentity");
        facts.ConfigurationId = found.Text(at + "oss.ruleId");
        facts.Requester = found.Text(at + "userIdentity.principalId");
        facts.SourceIpAddress = found.Text(at + "requestParameters.sourceIPAddress");
        return facts.Add();
    }

    private static string NameOf(string name) => name switch
    {
        "ObjectCreated:PutObject" or "ObjectCreated:AppendObject" => ObjectEventName.CreatedPut,
        "ObjectCreated:PostObject" => ObjectEventName.CreatedPost,
        "ObjectCreated:CopyObject" => ObjectEventName.CreatedCopy,
        "ObjectRemoved:DeleteObject" or "ObjectRemoved:DeleteObjects" => ObjectEventName.RemovedDelete,

        // An upload that was given up removes no object.
        "ObjectRemoved:AbortMultipartUpload" => "MultipartUpload:Abort",

        // What replication from another region brings is data that arrives in this bucket.
        "ObjectReplication:ObjectCreated" or "ObjectReplication:ObjectModified" => ObjectEventName.CreatedPut,
        "ObjectReplication:ObjectRemoved" => ObjectEventName.RemovedDelete,
        _ => name,
    };
}
