namespace S3Snowplow.Capacity;

/// <summary>What was said of a pipeline's capacity.</summary>
/// <param name="Time">When it takes effect or was heard, whichever is later; milliseconds since the Unix epoch.</param>
/// <param name="BytesPerHour">The capacity, 1 or more; <see langword="null"/>: the pipeline is removed.</param>
public readonly record struct CapacityEntry(long Time, long? BytesPerHour);

/// <summary>A capacity that is so far from the one before that it is told and held back for a while.</summary>
/// <param name="Minute">The minute in which it was said.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Old">The capacity before, in bytes per hour.</param>
/// <param name="New">The one that was said.</param>
internal readonly record struct SuspectCapacity(long Minute, string Pipeline, long Old, long New);
