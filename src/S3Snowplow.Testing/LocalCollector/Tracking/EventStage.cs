namespace S3Snowplow.Testing;

/// <summary>The stages in which the pipeline judges one event, in order.</summary>
/// <remarks>Source: Enrich 3.8's enrichment manager.</remarks>
internal enum EventStage
{
    /// <summary>Parameters become fields of the enriched event.</summary>
    Fields,

    /// <summary>Self-describing data are validated.</summary>
    Data,

    /// <summary>The fields' lengths are measured.</summary>
    Lengths,
}
