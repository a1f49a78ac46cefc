namespace S3Snowplow.Capacity;

/// <summary>A time over which incoming bytes are compared with the capacity.</summary>
/// <param name="Length">How long it is, in whole minutes.</param>
/// <param name="Limit">The load (bytes over capacity) above which the pipeline is outgrown; 1.0 is all that it can take.</param>
public readonly record struct LoadWindow(TimeSpan Length, double Limit);
