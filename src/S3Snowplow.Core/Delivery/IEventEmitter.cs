using S3Snowplow.Mapping;

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

    /// <summary>
    /// Completes when no request is under way that holds only events of closed scopes. A process that may be frozen once it has answered,
    /// such as a function, waits here before it answers: a request that nobody needs any more must not be frozen half-way.
    /// </summary>
    /// <remarks>Requests that are under way for an open scope are not waited for. An emitter without requests of its own need not implement this.</remarks>
    Task WhenQuietAsync() => Task.CompletedTask;
}
