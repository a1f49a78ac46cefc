using S3Snowplow.Events;

namespace S3Snowplow.Delivery;

/// <summary>Takes Snowplow events and settles each of them in its scope.</summary>
/// <remarks>To put another tracker behind this, see <c>docs/adapters.md</c>.</remarks>
public interface IEventEmitter : IAsyncDisposable
{
    /// <summary>Whether the emitter can send at present.</summary>
    EmitterState State { get; }

    /// <summary>
    /// Accepts an event: adds it to <paramref name="scope"/>, and settles it there sooner or later. Waits while the emitter is full; never
    /// drops silently.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for room; the event was not accepted and is not in the scope.</exception>
    /// <exception cref="ObjectDisposedException">The emitter is closed; the event was not accepted.</exception>
    ValueTask EnqueueAsync(SnowplowEvent snowplowEvent, DeliveryScope scope, CancellationToken cancellationToken = default);

    /// <summary>Accepts several events in their order, as if one by one; those accepted before an exception stay accepted.</summary>
    async ValueTask EnqueueAsync(IReadOnlyList<SnowplowEvent> snowplowEvents, DeliveryScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snowplowEvents);

        foreach (SnowplowEvent snowplowEvent in snowplowEvents)
        {
            await EnqueueAsync(snowplowEvent, scope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends what is waiting without lingering, and completes when everything accepted before this call has settled, or at the deadline.
    /// Takes no room and abandons nothing.
    /// </summary>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="cancellationToken">Ends the wait like the deadline does.</param>
    Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>
    /// Completes at once while the emitter sends, otherwise when it may take more. A long-lived source waits here before it receives, and
    /// keeps what it holds, so that an outage never empties its queue.
    /// </summary>
    ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}

/// <summary>Whether an emitter can send at present.</summary>
public enum EmitterState
{
    /// <summary>Events are sent as they come.</summary>
    Sending,

    /// <summary>The last request failed for a reason that passes (network, timeout, 408, 429, 5xx); one request at a time is retried.</summary>
    Retrying,

    /// <summary>Whatever answers at the collector's address is no collector (3xx, 401, 403, 404, ...). Sending is paused; one request at a time probes.</summary>
    Misdirected,

    /// <summary>The emitter takes no more events.</summary>
    Closed,
}

/// <summary>What a flush found at its end.</summary>
/// <param name="Pending">How many of the events accepted before the flush have not settled; 0 where the flush did all.</param>
/// <param name="Statistics">The emitter's books at that time.</param>
public readonly record struct FlushResult(int Pending, EmitterStatistics Statistics)
{
    /// <summary>Whether everything accepted before the flush has settled.</summary>
    public bool IsComplete => Pending == 0;
}

/// <summary>
/// The books of an emitter, taken at one moment: <c>Accepted = Delivered + Rejected + Expired + Abandoned + Pending</c>.
/// </summary>
/// <param name="Accepted">Events accepted since the start.</param>
/// <param name="Delivered">Events that the collector accepted.</param>
/// <param name="Rejected">Events that will never be accepted.</param>
/// <param name="Expired">Events whose retry budget ended.</param>
/// <param name="Abandoned">Events given back.</param>
/// <param name="Pending">Events without an outcome: waiting, parked for a retry, or in flight.</param>
/// <param name="Late">Answers that came for events already abandoned; not part of the sum.</param>
public readonly record struct EmitterStatistics(long Accepted, long Delivered, long Rejected, long Expired, long Abandoned, long Pending, long Late);
