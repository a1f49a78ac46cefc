using S3Snowplow.Delivery;

namespace S3Snowplow;

/// <summary>The way of a notification from bytes to the emitter: read, observe, filter, map, enqueue. What all entrances of the relay share.</summary>
/// <param name="context">What all deliveries of a relay share.</param>
internal sealed class NotificationProcessor(RelayContext context)
{
    /// <summary>At most this many notifications, if they are at hand, are processed together: enough for few rounds of the emitter's lock, few enough to be no delay.</summary>
    public const int MostTogether = 16;

    // At most this many events are encoded before they are handed over: enough for a full batch, few enough for a bounded memory.
    private readonly int _eventsAtOnce = Math.Min(context.Options.Delivery.MaxBatchEvents, 1000);
    private readonly NotificationEncoder _encoder = new(context);

    // Whoever waits with few events keeps a copy of them, and the room goes to the next. A copy of many would be a large object.
    private const int MostCopied = 64 * 1024;

    [ThreadStatic]
    private static EncodingRoom? t_room;

    /// <summary>
    /// Reads the notification, hands its events to the emitter, waiting for room, and seals the scope. Never throws; what goes wrong is an
    /// outcome.
    /// </summary>
    public async ValueTask ProcessAsync(NotificationDelivery delivery)
    {
        // Taken while it is in use: an observer may relay something of its own.
        EncodingRoom room = t_room ?? new EncodingRoom();
        t_room = null;
        await EncodeAsync(delivery, room, CancellationToken.None).ConfigureAwait(false);
        EncodedEvents? rest = null;
        if (!context.Delivery.TryEnqueue(room.Events))
        {
            if (room.Events.Parameters.Length > MostCopied)
            {
                await EnqueueAsync(room.Events, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                rest = room.Events.TakeRest();
            }
        }

        room.Events.Clear();
        t_room = room;
        if (rest is not null)
        {
            await EnqueueAsync(rest, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>As for one notification: encodes all of them, and hands their events over together, in order.</summary>
    /// <param name="deliveries">The notifications.</param>
    /// <param name="room">The caller's; it is the caller who waits.</param>
    /// <param name="cancellationToken">Ends the waiting for room.</param>
    public async ValueTask ProcessAsync(List<NotificationDelivery> deliveries, EncodingRoom room, CancellationToken cancellationToken)
    {
        foreach (NotificationDelivery delivery in deliveries)
        {
            await EncodeAsync(delivery, room, cancellationToken).ConfigureAwait(false);
        }

        await EnqueueAsync(room.Events, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EncodeAsync(NotificationDelivery delivery, EncodingRoom room, CancellationToken cancellationToken)
    {
        _encoder.Begin(delivery, room);
        while (_encoder.EncodeNext(delivery, room))
        {
            if (room.IsFull(_eventsAtOnce))
            {
                await EnqueueAsync(room.Events, cancellationToken).ConfigureAwait(false);
            }
        }

        room.Events.End(delivery);
        if (room.IsFull(_eventsAtOnce))
        {
            await EnqueueAsync(room.Events, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands over what is encoded; what the emitter does not take has its outcome by that.</summary>
    private async ValueTask EnqueueAsync(EncodedEvents events, CancellationToken cancellationToken)
    {
        try
        {
            if (!context.Delivery.TryEnqueue(events))
            {
                await context.Delivery.EnqueueAsync(events, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            GiveUp(events, static scope => EventOutcome.Abandoned(scope.IsOpen ? OutcomeReason.StoppedBeforeAccepted : scope.CloseReason));
        }
        catch (ObjectDisposedException)
        {
            GiveUp(events, static _ => EventOutcome.Abandoned(OutcomeReason.EmitterClosed));
        }
#pragma warning disable CA1031 // Protects the notifications: an emitter that breaks its contract must not leave them unsettled.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            GiveUp(events, _ => EventOutcome.Abandoned(OutcomeReason.EmitterFailed, $"the emitter threw {exception.GetType().Name}"));
        }

        events.Clear();
    }

    // The emitter never had them, so it is for the relay to say.
    private void GiveUp(EncodedEvents events, Func<DeliveryScope, EventOutcome> why)
    {
        var after = default(AfterLock);
        for (; !events.IsDone; events.Next++)
        {
            EncodedEvents.Event missed = events[events.Next];
            EventOutcome outcome = missed.Refusal > 0 ? events.RefusalOf(missed) : why(missed.Scope);
            missed.Scope.Add(outcome, missed.IsLast, out bool completed);
            if (missed.Refusal == 0)
            {
                after.Note(outcome, 1);
            }

            if (completed)
            {
                after.Complete(missed.Scope);
            }
        }

        after.Run(context.Logger, context.Metrics);
    }
}
