namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads a record of Huawei OBS, which Open Telekom Cloud sends too: that of S3 under other names, the key form-encoded, slashes included.</summary>
/// <remarks>
/// Source: support.huaweicloud.com/ugobs-obs/obs_41_0045.html; docs.sc.otc.t-systems.com/object-storage-service/umn. The version id is the text <c>null</c> where the object has no version. The sequencer
/// identifies the events of a key; without it the request id does.
/// </remarks>
internal static class HuaweiObsReader
{
    /// <summary>Reads the record; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.HasObject("obs.object"))
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.HuaweiObs);
        facts.Bucket = facts.Required(found.Find("obs.bucket.name").IsNone ? "obs.bucket.bucket" : "obs.bucket.name", "bucket name");
        facts.TakeEncodedKey("obs.object.key");
        facts.OriginalName = facts.Required("eventName", "event name");
        facts.TakeTime("eventTime");
        facts.TakeSize("obs.object.size");
        if (!facts.Failed)
        {
            JsonText version = found.Find("obs.object.versionId");
            facts.Name = EventNameText.Of(found.Find("eventName").Bytes(found.Json));
            facts.ETag = EntityTag.Read(found.Json, found.Find("obs.object.eTag"));
            facts.VersionId = version.Equals(found.Json, "null"u8) ? null : version.ToStringOrNull(found.Json);
            facts.Sequencer = found.TextOrNumber("obs.object.sequencer");
            facts.RequestId = facts.Sequencer is null ? found.Text("responseElements.x-obs-request-id") : null;
            facts.Region = found.Text("eventRegion");
            facts.BucketOwner = found.Text("obs.bucket.ownerIdentity.ID");
            facts.ConfigurationId = found.Text("obs.configurationId");
            facts.Requester = found.Text("userIdentity.ID");
            facts.SourceIpAddress = found.Text("requestParameters.sourceIPAddress");
        }

        return facts.Add();
    }
}
