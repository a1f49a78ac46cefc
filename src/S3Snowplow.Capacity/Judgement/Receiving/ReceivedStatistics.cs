namespace S3Snowplow.Capacity;

/// <summary>What was counted of the object events that settled.</summary>
/// <param name="Counted">Data that arrived for a pipeline.</param>
/// <param name="Done">Data that arrived under a pipeline's outputs.</param>
/// <param name="Duplicates">Data that was counted before.</param>
/// <param name="Unmatched">Data that belongs to no pipeline.</param>
public readonly record struct ReceivedStatistics(long Counted, long Done, long Duplicates, long Unmatched);
