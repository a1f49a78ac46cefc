namespace S3Snowplow.Capacity;

/// <summary>What the documents of one pipeline, one minute of receipt and one minute of the events come to.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Receipt">The minute of receipt, since the Unix epoch; 0 where it was not asked for.</param>
/// <param name="Minute">The minute in which it happened.</param>
/// <param name="Bytes">Bytes that arrived.</param>
internal readonly record struct ReceivedCell(string Pipeline, long Receipt, long Minute, long Bytes)
{
    /// <summary>Whether data arrived, if only none: an object without bytes, or without a size.</summary>
    public bool IsArrival { get; init; }
}
