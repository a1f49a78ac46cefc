namespace S3Snowplow.Delivery;

/// <summary>The far end: takes a body, gives what the answer means.</summary>
internal interface ICollector : IDisposable
{
    /// <summary>Posts a body. Faults and timeouts are answers; the only exception is the one of <paramref name="cancellationToken"/>.</summary>
    Task<CollectorAnswer> PostAsync(ReadOnlyMemory<byte> body, int events, CancellationToken cancellationToken);
}
