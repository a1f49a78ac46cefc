namespace S3Snowplow.Delivery;

/// <summary>What a flush found at its end.</summary>
/// <param name="Pending">How many of the events accepted before the flush have not settled; 0 where the flush did all.</param>
/// <param name="Statistics">The emitter's books at that time.</param>
public readonly record struct FlushResult(int Pending, EmitterStatistics Statistics)
{
    /// <summary>Whether everything accepted before the flush has settled.</summary>
    public bool IsComplete => Pending == 0;
}
