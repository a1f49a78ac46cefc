namespace S3Snowplow.Delivery;

/// <summary>Carries a batch of events to where they are collected, once, and tells what the answer means. By default that is HTTP to a Snowplow collector.</summary>
/// <remarks>
/// Write one to send through another tracker, to Kafka, or into a file. A <see cref="BufferedEventEmitter"/> does the rest: it makes the batches, limits the time of an attempt by
/// <see cref="DeliveryOptions.RequestTimeout"/>, tries again what may be tried again, splits what is suspect, and gives each event its outcome. Called from several threads at
/// once, <see cref="DeliveryOptions.MaxConcurrentRequests"/> at most.
/// </remarks>
public interface IEventTransport
{
    /// <summary>Sends a batch once.</summary>
    /// <param name="batch">The events. It is valid until the task has completed, not longer.</param>
    /// <param name="cancellationToken">Cancelled when the answer is no longer needed, or the time of the attempt is up.</param>
    /// <returns>What the answer means. An exception is logged and taken for <see cref="CollectorAnswer.NoAnswer"/>, so the batch is sent again.</returns>
    Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken);
}
