namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads the events of Oracle Cloud Infrastructure Object Storage, in their envelope of CloudEvents 0.1. They never have a size.</summary>
/// <remarks>Source: docs.oracle.com/iaas/Content/Events/Reference/eventsproducers.htm and eventenvelopereference.htm. <c>eventID</c> identifies the event, whatever rules send it on.</remarks>
internal static class OracleObjectStorageReader
{
    private const string Prefix = "com.oraclecloud.objectstorage.";

    /// <summary>Reads the event; <see langword="false"/>, and nothing is read, where it does not come from Oracle's object storage.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.StartsWith("eventType", "com.oraclecloud.objectstorage."u8))
        {
            return found.StartsWith("eventType", "com.oraclecloud."u8) && found.AddForeign("an event of Oracle Cloud");
        }

        string type = found.Text("eventType")![Prefix.Length..];
        if (!type.Contains("object", StringComparison.Ordinal))
        {
            return found.AddForeign("an event of a bucket of Oracle Cloud");
        }

        var facts = new CloudFacts(found, NotificationDialect.OracleObjectStorage);
        facts.Bucket = facts.Required("data.additionalDetails.bucketName", "bucket name");
        facts.TakeKey("data.resourceName");
        facts.OriginalName = Prefix + type;
        facts.TakeTime("eventTime");
        if (!facts.Failed)
        {
            facts.Name = NameOf(type);
            facts.ETag = EntityTag.Read(found.Json, found.Find("data.additionalDetails.eTag"));
            facts.VersionId = found.Text("data.additionalDetails.versionId");
            facts.RequestId = found.Text("eventID");
            facts.BucketOwner = found.Text("data.additionalDetails.namespace");
        }

        return facts.Add();
    }

    private static string NameOf(string type) => type switch
    {
        // An update is the upload to a name that was there.
        "createobject" or "updateobject" => ObjectEventName.CreatedPut,
        "deleteobject" => ObjectEventName.RemovedDelete,
        _ => type,
    };
}
