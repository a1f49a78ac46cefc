namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads a record of Tencent COS: the key stands behind account and bucket, the time is a number of seconds, or ISO text in older examples.</summary>
/// <remarks>
/// Source: tencentcloud.com/document/product/583/9707 and /product/436/35526. The full name of a bucket is its name with the account's number behind it. The request id identifies an event together
/// with the key. Keys are taken as they are; whether some releases escape them could not be checked.
/// </remarks>
internal static class TencentCosReader
{
    /// <summary>Reads the record; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.HasObject("cos.cosObject") || !found.HasObject("event"))
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.TencentCos);
        string? bucket = facts.Required("cos.cosBucket.name", "bucket name");
        facts.TakeKey("cos.cosObject.key");
        facts.OriginalName = facts.Required("event.eventName", "event name");
        facts.TakeTime("event.eventTime");
        facts.TakeSize("cos.cosObject.size");
        if (!facts.Failed)
        {
            string? account = found.TextOrNumber("cos.cosBucket.appid");
            facts.Name = NameOf(facts.OriginalName!);
            facts.BucketOwner = account;
            facts.Bucket = account is null || bucket!.EndsWith($"-{account}", StringComparison.Ordinal) ? bucket : $"{bucket}-{account}";
            facts.RawKey = facts.Key;
            facts.Key = WithoutBucket(facts.Key!, account, bucket!);
            facts.VersionId = found.Text("cos.cosObject.vid");
            facts.RequestId = found.Text("cos.cosObject.meta.x-cos-request-id") ?? found.TextOrNumber("event.reqid");
            facts.Region = found.Text("cos.cosBucket.region");
            facts.SourceIpAddress = found.Text("event.requestParameters.requestSourceIP");
        }

        return facts.Add();
    }

    private static string WithoutBucket(string key, string? account, string bucket)
    {
        string before = $"/{account}/{bucket}/";
        return account is not null && key.Length > before.Length && key.StartsWith(before, StringComparison.Ordinal) ? key[before.Length..] : key;
    }

    private static string NameOf(string original)
    {
        string name = original.StartsWith("cos:", StringComparison.Ordinal) ? original["cos:".Length..] : original;
        return name switch
        {
            // Fetched from the origin, or from another region: either way the object is new in this bucket.
            "ObjectCreated:Origin" or "ObjectCreated:Replication" => ObjectEventName.CreatedPut,
            _ when name.StartsWith("ObjectRemove:", StringComparison.Ordinal) => $"ObjectRemoved:{name["ObjectRemove:".Length..]}",
            _ => name,
        };
    }
}
