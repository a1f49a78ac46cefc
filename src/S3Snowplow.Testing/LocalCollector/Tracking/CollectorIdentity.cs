namespace S3Snowplow.Testing;

/// <summary>What this collector calls itself where the pipeline's components give their names.</summary>
internal static class CollectorIdentity
{
    /// <summary>The name in bad rows and in <c>v_collector</c>.</summary>
    public const string Artifact = "s3snowplow-local-collector";

    /// <summary>The version beside it; fixed, so that outputs can be compared.</summary>
    public const string Version = "0";

    /// <summary>The only vendor of paths that it understands.</summary>
    public const string TrackerVendor = "com.snowplowanalytics.snowplow";

    /// <summary>The only protocol version that it understands.</summary>
    public const string TrackerVersion = "tp2";
}
