namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads the notifications of IBM Cloud Object Storage, as Kafka has them or as Code Engine wraps them: keys as they are, sizes as texts.</summary>
/// <remarks>
/// Source: ibm.com/docs/coss, "Notification format"; cloud.ibm.com/docs/codeengine, "Working with the IBM Cloud Object Storage event producer". Uploads, copies and multipart uploads are one type. A
/// request that removes several objects sends an event for each of them, with one request id: it identifies an event together with the key.
/// </remarks>
internal static class IbmCosReader
{
    /// <summary>Reads the notification; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    /// <param name="found">The object.</param>
    /// <param name="at">What stands before the names of the notification's members: nothing, or <c>notification.</c></param>
    public static bool TryRead(in CloudObject found, string at)
    {
        if (!found.StartsWith(at + "event_type", "Object:"u8))
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.IbmCos);
        facts.Bucket = facts.Required(at + "bucket_name", "bucket name");
        facts.TakeKey(at + "object_name");
        facts.OriginalName = facts.Required(at + "event_type", "event name");
        facts.TakeTime(at + "request_time");
        facts.TakeSize(at + "object_length");
        if (!facts.Failed)
        {
            facts.Name = NameOf(facts.OriginalName!);
            facts.ETag = EntityTag.Read(found.Json, found.Find(at + "object_etag"));
            facts.VersionId = found.Text(at + "object_version");
            facts.RequestId = found.Text(at + "request_id");
        }

        return facts.Add();
    }

    private static string NameOf(string type) => type switch
    {
        "Object:Write" => ObjectEventName.CreatedPut,
        "Object:Delete" => ObjectEventName.RemovedDelete,
        "Object:CreateDeleteMarker" or "Object:CreateDeleteMarker:NullVersionDeleted" => ObjectEventName.RemovedDeleteMarkerCreated,
        _ => type,
    };
}
