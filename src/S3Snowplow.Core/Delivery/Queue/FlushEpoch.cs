namespace S3Snowplow.Delivery;

/// <summary>The events accepted between two flushes. A flush waits for its epoch and those before it.</summary>
internal sealed class FlushEpoch(long number)
{
    public readonly long Number = number;

    /// <summary>How many of its events are held.</summary>
    public int Held;
}
