namespace S3Snowplow.Capacity;

/// <summary>How a pipeline is, as of the last minute that was judged.</summary>
/// <param name="Pipeline">Its name.</param>
/// <param name="IsExceeded">Whether an incident of it is open.</param>
/// <param name="IsUnknown">Whether nothing is known of the last minute: the rest is as it was before.</param>
/// <param name="BacklogBytes">What it got and, by its capacity, has not worked off; <see langword="null"/> where it is not known.</param>
/// <param name="Behind">How long the newest byte waits; <see langword="null"/> where it is not known.</param>
public readonly record struct PipelineStatus(string Pipeline, bool IsExceeded, bool IsUnknown, long? BacklogBytes, TimeSpan? Behind);
