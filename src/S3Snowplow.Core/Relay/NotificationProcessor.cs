using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Clouds;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow;

/// <summary>The way of a notification from bytes to the emitter: read, observe, filter, map, enqueue. What both entrances of the relay share.</summary>
internal sealed class NotificationProcessor(RelayContext context)
{
    // So many events are encoded before they are handed over: enough for a full batch, few enough for a bounded memory.
    private readonly int _eventsAtOnce = Math.Min(context.Options.Delivery.MaxBatchEvents, 1000);

    // The built-in mappers write well-formed JSON; what others write is checked.
    private readonly bool _checkData = context.Mapper is not (ObjectEventMapper or IgluCentralMapper) || context.EntityProviders.Count > 0;

    private readonly UnknownDetailTypes _unknownDetailTypes = new();
    private readonly ConfiguredShape[] _shapes = ConfiguredShape.Of(context.Options.Shapes);
    private readonly KeyEncodings _keyEncodings = KeyEncodings.Of(context.Options.KeyEncodings);

    [ThreadStatic]
    private static NotificationContent? t_content;

    [ThreadStatic]
    private static EventIdentities? t_identities;

    /// <summary>
    /// Reads the notification, hands its events to the emitter, waiting for room, and seals the scope. Never throws; what goes wrong is an
    /// outcome.
    /// </summary>
    public ValueTask ProcessAsync(NotificationDelivery delivery, CancellationToken cancellationToken)
    {
        ReadAll([delivery]);
        return EnqueueAsync(delivery, cancellationToken);
    }

    /// <summary>
    /// As for one notification: reads all of them, then enqueues their events in order. Cheaper than one by one: ids are made eight at a time, and
    /// events of small notifications enter the emitter together.
    /// </summary>
    public async ValueTask ProcessAsync(List<NotificationDelivery> deliveries, CancellationToken cancellationToken)
    {
        ReadAll(CollectionsMarshal.AsSpan(deliveries));
        for (int i = 0; i < deliveries.Count;)
        {
            i += EnqueueSmall(CollectionsMarshal.AsSpan(deliveries)[i..]);
            if (i < deliveries.Count)
            {
                await EnqueueAsync(deliveries[i++], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Enqueues the notifications of one event that come first, as far as there is room for them, and tells how many.</summary>
    private int EnqueueSmall(ReadOnlySpan<NotificationDelivery> deliveries)
    {
        int small = 0;
        while (small < deliveries.Length && deliveries[small].Events.Length == 1)
        {
            small++;
        }

        if (small <= 1)
        {
            return 0;
        }

        (SnowplowEvent, DeliveryScope)[] encoded = ArrayPool<(SnowplowEvent, DeliveryScope)>.Shared.Rent(small);
        int count = 0;

        // One that cannot be encoded ends the run; it is for EnqueueAsync to say so.
        while (count < small && TryEncode(deliveries[count], 0, out _) is { } only)
        {
            encoded[count] = (only, deliveries[count].Scope);
            count++;
        }

        int accepted = context.Delivery.TryEnqueue(encoded.AsSpan(0, count));
        ArrayPool<(SnowplowEvent, DeliveryScope)>.Shared.Return(encoded, clearArray: true);
        for (int i = 0; i < accepted; i++)
        {
            deliveries[i].Scope.Seal();
        }

        return accepted;
    }

    private void ReadAll(ReadOnlySpan<NotificationDelivery> deliveries)
    {
        // Taken while they are in use: an observer may relay something of its own.
        NotificationContent content = t_content ?? new NotificationContent();
        EventIdentities identities = t_identities ?? new EventIdentities();
        (t_content, t_identities) = (null, null);
        foreach (NotificationDelivery delivery in deliveries)
        {
            ReadGuarded(delivery, content);
            for (int i = 0; i < delivery.Events.Length; i++)
            {
                identities.Add(delivery.Events, i);
            }
        }

        identities.Complete();
        (t_content, t_identities) = (content, identities);
    }

    private void ReadGuarded(NotificationDelivery delivery, NotificationContent content)
    {
        using RelaySpan span = RelaySpan.Start("relay", ActivityKind.Consumer, delivery.Notification.TraceContext);
        try
        {
            Read(delivery, content);
        }
#pragma warning disable CA1031 // Protects the notification: whatever goes wrong in here, it must settle, and never as delivered.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ReadFailed(context.Logger, exception, delivery.Notification.Id);
            delivery.Events = [];
            delivery.Problems = [new NotificationProblem(NotificationProblemKind.InvalidRecord, 0, "$", $"reading it threw {exception.GetType().Name}; the log has the exception")];
            delivery.ProblemCount = 1;
        }

        span.Activity?.SetTag("s3snowplow.events", delivery.Events.Length).SetTag("s3snowplow.problems", delivery.ProblemCount);

        // Without what was read, which may be large and has keys in it.
        content.Clear();
    }

    private ValueTask EnqueueAsync(NotificationDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Events.Length == 0)
        {
            delivery.Scope.Seal();
            return ValueTask.CompletedTask;
        }

        if (delivery.Events.Length == 1)
        {
            if (TryEncode(delivery, 0, out Exception? failure) is not { } only)
            {
                Fail(delivery, 0, failure!);
                delivery.Scope.Seal();
                return ValueTask.CompletedTask;
            }

            ValueTask enqueued = Enqueue(only, delivery.Scope, cancellationToken);
            if (enqueued.IsCompletedSuccessfully)
            {
                delivery.Scope.Seal();
                return ValueTask.CompletedTask;
            }

            return new ValueTask(SealAfterAsync(enqueued.AsTask(), delivery));
        }

        return new ValueTask(SealAfterAsync(EnqueueAllAsync(delivery, cancellationToken), delivery));
    }

    private ValueTask Enqueue(SnowplowEvent only, DeliveryScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return context.Delivery.EnqueueAsync(only, scope, cancellationToken);
        }
#pragma warning disable CA1031 // An emitter may throw before it gives a task; SealAfterAsync says what follows from each exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(exception);
        }
    }

    private async Task EnqueueAllAsync(NotificationDelivery delivery, CancellationToken cancellationToken)
    {
        var encoded = new List<SnowplowEvent>(Math.Min(_eventsAtOnce, delivery.Events.Length));
        for (int i = 0; i < delivery.Events.Length;)
        {
            encoded.Clear();
            Exception? failure = null;
            while (i < delivery.Events.Length && encoded.Count < _eventsAtOnce && TryEncode(delivery, i, out failure) is { } snowplowEvent)
            {
                encoded.Add(snowplowEvent);
                i++;
            }

            if (encoded.Count > 0)
            {
                await context.Delivery.EnqueueAsync(encoded, delivery.Scope, cancellationToken).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                // After those before it: the index in the scope is the index in the notification.
                Fail(delivery, i++, failure);
            }
        }
    }

    private async Task SealAfterAsync(Task enqueued, NotificationDelivery delivery)
    {
        EventOutcome? missed = null;
        try
        {
            await enqueued.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            missed = EventOutcome.Abandoned(delivery.Scope.IsOpen ? OutcomeReason.StoppedBeforeAccepted : delivery.Scope.CloseReason);
        }
        catch (ObjectDisposedException)
        {
            missed = EventOutcome.Abandoned(OutcomeReason.EmitterClosed);
        }
#pragma warning disable CA1031 // Protects the notification: an emitter that breaks its contract must not leave it unsettled.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            missed = EventOutcome.Abandoned(OutcomeReason.EmitterFailed, $"the emitter threw {exception.GetType().Name}");
        }

        int missing = delivery.Events.Length - delivery.Scope.Count;
        if (missed is { } outcome && missing > 0)
        {
            for (int i = 0; i < missing; i++)
            {
                delivery.Scope.Add(outcome);
            }

            // The emitter never had them, so it is for the relay to say.
            Log.Abandoned(context.Logger, missing, outcome.Text ?? "", outcome.Reason.Tag());
        }

        delivery.Scope.Seal();
    }

    private void Read(NotificationDelivery delivery, NotificationContent content)
    {
        content.KeepsPersonalData = context.Options.SendPersonalData;
        content.Shapes = _shapes;
        content.KeyEncodings = _keyEncodings;
        content.Clock = context.Time;
        if (delivery.Notification.Body.Length > context.Options.MaxNotificationBytes)
        {
            delivery.Problems =
            [
                new NotificationProblem(NotificationProblemKind.TooLarge, 0, "$",
                    $"the notification has {delivery.Notification.Body.Length} bytes; {nameof(RelayOptions.MaxNotificationBytes)} allows {context.Options.MaxNotificationBytes}"),
            ];
            delivery.ProblemCount = 1;
        }
        else
        {
            NotificationReader.Read(delivery.Notification.Body, content);
            delivery.Problems = content.ProblemCount == 0 ? [] : [.. content.Problems];
            delivery.ProblemCount = content.ProblemCount;
            delivery.TestEvents = content.TestEvents;
            _unknownDetailTypes.Tell(content.ObjectEvents, context.Logger);
            Observe(content);
            Filter(content, delivery);
            context.Metrics.Read(content.ObjectEvents, content.TestEvents);
            context.Metrics.Received(delivery.Notification, content.ObjectEvents);
        }

        if (delivery.ProblemCount > 0)
        {
            Report(delivery);
        }
    }

    private void Observe(NotificationContent content)
    {
        foreach (IObjectEventObserver observer in context.Observers)
        {
            foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
            {
                try
                {
                    observer.OnObjectEvent(objectEvent);
                }
#pragma warning disable CA1031 // Protects the relay from its observers.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Log.ObserverFailed(context.Logger, exception);
                }
            }
        }
    }

    private void Filter(NotificationContent content, NotificationDelivery delivery)
    {
        var passed = new EventResult[content.Count];
        int count = 0;
        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            if (context.Options.Filter.Passes(objectEvent))
            {
                passed[count++] = new EventResult(objectEvent, EventId: default, Outcome: default);
            }
            else if (context.Options.Filter.RefusedBy(objectEvent) is { } refusedBy)
            {
                context.Metrics.Refused(refusedBy);
            }
        }

        delivery.Events = count == passed.Length ? passed : passed[..count];
        delivery.Filtered = content.Count - count;
        if (delivery.Filtered > 0 && context.SettledObservers.Count > 0)
        {
            delivery.FilteredEvents = FilteredOf(content, delivery.Filtered);
        }

        if (delivery.Filtered > 0)
        {
            context.Metrics.Filtered(delivery.Filtered);
        }
    }

    private ObjectEvent[] FilteredOf(NotificationContent content, int count)
    {
        var filtered = new ObjectEvent[count];
        int index = 0;
        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            if (!context.Options.Filter.Passes(objectEvent))
            {
                filtered[index++] = objectEvent;
            }
        }

        return filtered;
    }

    private SnowplowEvent? TryEncode(NotificationDelivery delivery, int index, out Exception? failure)
    {
        ref readonly EventResult result = ref delivery.Events[index];
        failure = null;
        try
        {
            IReadOnlyList<SelfDescribingJson> entities = context.EntityProviders.Count == 0 ? [] : Entities(result.ObjectEvent);
            return EventWriter.Write(context.Mapper, result.ObjectEvent, result.EventId, entities, context.Options.Encoding, _checkData);
        }
#pragma warning disable CA1031 // Protects the event's siblings: mappers and providers are other people's code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            return null;
        }
    }

    private void Fail(NotificationDelivery delivery, int index, Exception failure)
    {
        Log.MapperFailed(context.Logger, failure, delivery.Notification.Id, index);
        context.Metrics.MappingFailed();
        delivery.Scope.Add(failure is FieldTooLongException
            ? EventOutcome.Rejected(OutcomeReason.FieldTooLong, failure.Message)
            : EventOutcome.Rejected(OutcomeReason.MappingFailed));
    }

    private List<SelfDescribingJson> Entities(in ObjectEvent objectEvent)
    {
        List<SelfDescribingJson> entities = [];
        foreach (IEntityProvider provider in context.EntityProviders)
        {
            provider.AddEntities(objectEvent, entities);
        }

        return entities;
    }

    private void Report(NotificationDelivery delivery)
    {
        const int MaxLogged = 10;
        foreach (NotificationProblem problem in delivery.Problems.Take(MaxLogged))
        {
            Log.Problem(context.Logger, delivery.Notification.Id, problem.Kind, problem.Path, problem.Offset, problem.Reason);
        }

        if (delivery.ProblemCount > MaxLogged)
        {
            Log.MoreProblems(context.Logger, delivery.Notification.Id, delivery.ProblemCount - MaxLogged);
        }

        foreach (IGrouping<NotificationProblemKind, NotificationProblem> kind in delivery.Problems.GroupBy(problem => problem.Kind))
        {
            context.Metrics.Problem(kind.Key, kind.Count());
        }

        if (delivery.ProblemCount > delivery.Problems.Count)
        {
            context.Metrics.FurtherProblems(delivery.ProblemCount - delivery.Problems.Count);
        }
    }
}
