namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads one event of Backblaze B2's notifications: keys as they are, times in milliseconds. The test event of a rule is acknowledged.</summary>
/// <remarks>
/// Source: backblaze.com/docs/cloud-storage-event-notifications-reference-guide. Two rules that match send two events of one change, which differ in <c>eventId</c>. A version id names one upload,
/// so with name and time it identifies the change; only where it is missing the event's id has to.
/// </remarks>
internal static class BackblazeB2Reader
{
    /// <summary>Reads the event; <see langword="false"/>, and nothing read, where it is not one of B2.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.StartsWith("eventType", "b2:"u8))
        {
            return false;
        }

        if (found.Is("eventType", "b2:TestEvent"u8))
        {
            found.Content.AddTestEvent();
            return true;
        }

        var facts = new CloudFacts(found, NotificationDialect.BackblazeB2);
        facts.Bucket = facts.Required("bucketName", "bucket name");
        facts.TakeKey("objectName");
        facts.OriginalName = facts.Required("eventType", "event name");
        facts.TakeTime("eventTimestamp");
        facts.TakeSize("objectSize");
        if (!facts.Failed)
        {
            facts.Name = NameOf(facts.OriginalName!["b2:".Length..]);
            facts.VersionId = found.Text("objectVersionId");
            facts.RequestId = facts.VersionId is null ? found.Text("eventId") : null;
            facts.BucketOwner = found.Text("accountId");
            facts.ConfigurationId = found.Text("matchedRuleName");
            facts.SourceIpAddress = found.Text("sourceIpAddress");
        }

        return facts.Add();
    }

    private static string NameOf(string type) => type switch
    {
        "ObjectCreated:Upload" or "ObjectCreated:Replica" => ObjectEventName.CreatedPut,
        "ObjectCreated:MultipartUpload" or "ObjectCreated:MultipartReplica" => ObjectEventName.CreatedCompleteMultipartUpload,
        "ObjectDeleted:Delete" => ObjectEventName.RemovedDelete,
        "ObjectDeleted:LifecycleRule" => "LifecycleExpiration:Delete",
        "HideMarkerCreated:Hide" => ObjectEventName.RemovedDeleteMarkerCreated,
        "HideMarkerCreated:LifecycleRule" => "LifecycleExpiration:DeleteMarkerCreated",
        _ => type,
    };
}
