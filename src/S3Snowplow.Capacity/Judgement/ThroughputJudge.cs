namespace S3Snowplow.Capacity;

/// <summary>Judges pipelines minute by minute of receipt, and tells each transition once.</summary>
public sealed partial class ThroughputJudge
{
}
