namespace S3Snowplow.Capacity;

/// <summary>What a channel is to tell.</summary>
/// <param name="Transition">What happened.</param>
/// <param name="Reminder">0 for the transition itself; the n-th repetition of an incident that is still open otherwise.</param>
public sealed record Alert(ThroughputTransition Transition, int Reminder = 0);
