namespace S3Snowplow.Capacity;

/// <summary>What one run of a <see cref="ThroughputEvaluation"/> did.</summary>
/// <param name="Pipelines">How many pipelines the store knows of; 0 where it could not be read.</param>
/// <param name="Transitions">What was told and delivered, in order of time.</param>
/// <param name="UntoldAlerts">Alerts that not every channel had taken, or been given up for, when the run ended; they are tried further in the
/// background.</param>
/// <param name="Problem">Why nothing was judged, or what was not delivered, for people; <see langword="null"/> where all is well.</param>
public sealed record EvaluationResult(int Pipelines, IReadOnlyList<ThroughputTransition> Transitions, int UntoldAlerts, string? Problem);
