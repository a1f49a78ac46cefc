namespace S3Snowplow.Capacity;

/// <summary>What one run of a <see cref="ThroughputJudge"/> did.</summary>
/// <param name="Minutes">How many receipt minutes were folded.</param>
/// <param name="Transitions">What there was to tell, in order.</param>
/// <param name="Problem">Why nothing, or not all, was judged, kept or told, for people; <see langword="null"/> where all is well.</param>
public sealed record JudgeResult(int Minutes, IReadOnlyList<ThroughputTransition> Transitions, string? Problem);
