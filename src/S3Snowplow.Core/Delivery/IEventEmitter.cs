using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>Sends Snowplow events and tells what became of each. Buffers as it likes; <see cref="FlushAsync"/> ends the buffering.</summary>
/// <remarks>
/// <see cref="BufferedEventEmitter"/> is the one of this package. To send to another place than a collector, write an <see cref="IEventTransport"/>: the queue, the batches, the
/// retries and the deadlines are then done already. An emitter of one's own takes the place of all of that; see <c>docs/adapters.md</c>.
/// </remarks>
public interface IEventEmitter : IAsyncDisposable
{
    /// <summary>Sends the events, and returns when each of them has an outcome: at the deadline at the latest.</summary>
    /// <param name="events">The events. Not changed before the task has completed.</param>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none. What has no outcome then is <see cref="DeliveryOutcome.Abandoned"/>; with zero or less that is everything.</param>
    /// <param name="cancellationToken">Brings the deadline forward to now.</param>
    /// <returns>An outcome for each event, in their order. None of them is <see cref="DeliveryOutcome.Pending"/>.</returns>
    /// <exception cref="ObjectDisposedException">The emitter is closed; no event was sent.</exception>
    Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends what is waiting without lingering, and completes when everything accepted before this call has settled, or at the deadline. Abandons nothing.
    /// </summary>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none. With zero or less it does not wait.</param>
    /// <param name="cancellationToken">Ends the wait like the deadline does.</param>
    Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default);
}
