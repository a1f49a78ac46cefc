namespace S3Snowplow.Capacity;

/// <summary>How the bytes are read from the indices.</summary>
public enum ElasticsearchForm
{
    /// <summary>
    /// The documents of the object events themselves, which are joined with the inputs of the pipelines in this process. Needs no pipeline entity and no mapping but that of the times. Costs the cluster and this
    /// process some 20 to 65 microseconds, and the network 350 bytes (60 with gzip), for each event.
    /// </summary>
    Documents,

    /// <summary>
    /// Sums that the cluster makes by the name in the pipeline entity. For more than some thousands of events a second, from relays that add the pipeline entity. The cells count, not the events.
    /// </summary>
    Entity,
}
