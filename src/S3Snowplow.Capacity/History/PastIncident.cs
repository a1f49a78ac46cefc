namespace S3Snowplow.Capacity;

/// <summary>An incident of a pipeline, open or over.</summary>
/// <param name="Start">When it began; with the pipeline's name it gives the incident's id.</param>
/// <param name="IsCritical">Whether it became critical.</param>
/// <param name="End">When it was over; <see langword="null"/>: it is open.</param>
/// <param name="LongestBehind">The longest time for which work waited when something of it was told.</param>
public sealed record PastIncident(DateTimeOffset Start, bool IsCritical, DateTimeOffset? End, TimeSpan LongestBehind);
