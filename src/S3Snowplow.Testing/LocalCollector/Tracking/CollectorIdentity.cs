namespace S3Snowplow.Testing;

/// <summary>What this collector calls itself where the pipeline's components give their names.</summary>
internal static class CollectorIdentity
{
    /// <summary>The name in bad rows and in <c>v_collector</c>.</summary>
    public const string Artifact = "s3snowplow-local-collector";

    /// <summary>The version beside it; fixed, so that outputs can be compared.</summary>
    public const string Version = "0";

    /// <summary>The vendor of the tracker protocol's paths.</summary>
    public const string TrackerVendor = "com.snowplowanalytics.snowplow";

    /// <summary>The version of the tracker protocol that has events in the body.</summary>
    public const string TrackerVersion = "tp2";

    /// <summary>The version that has its event in the query string.</summary>
    public const string PixelVersion = "tp1";

    /// <summary>The vendor of the Iglu webhook's path.</summary>
    public const string WebhookVendor = "com.snowplowanalytics.iglu";

    /// <summary>The version of the Iglu webhook.</summary>
    public const string WebhookVersion = "v1";
}
