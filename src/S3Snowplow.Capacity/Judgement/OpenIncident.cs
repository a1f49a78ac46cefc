namespace S3Snowplow.Capacity;

/// <summary>An incident that is open.</summary>
/// <param name="Start">The judged minute with which it began, since the Unix epoch; never changes.</param>
/// <param name="IsCritical">How bad it is; never becomes less.</param>
internal readonly record struct OpenIncident(long Start, bool IsCritical);
