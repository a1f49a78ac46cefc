using System.Diagnostics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>
/// Reads a notification and encodes its events. Most notifications are encoded straight from their bytes; where anything about one is unusual, it is read whole, and gives the same bytes.
/// </summary>
/// <param name="context">What all deliveries of a relay share.</param>
internal sealed class NotificationEncoder(RelayContext context)
{
    // The built-in mappers write well-formed JSON; what others write is checked.
    private readonly bool _checkData = context.Mapper is not (ObjectEventMapper or IgluCentralMapper) || context.EntityProviders.Length > 0;
    private readonly UnknownDetailTypes _unknownDetailTypes = new();
    private readonly PlainEncoder? _plain = PlainEncoder.For(context);

    /// <summary>
    /// Reads a notification. One about which nothing is unusual is encoded here already, and leaves nothing for <see cref="EncodeNext"/>. Never throws; what goes wrong is a problem of it.
    /// </summary>
    public void Begin(NotificationDelivery delivery, EncodingRoom room)
    {
        using RelaySpan span = RelaySpan.Start("relay", ActivityKind.Consumer, delivery.Notification.TraceContext);
        int before = room.Events.Count;
        room.ToSend.Clear();
        room.NextToSend = 0;
        try
        {
            Read(delivery, room);
        }
#pragma warning disable CA1031 // Protects the notification: whatever goes wrong in here, it must settle, and never as delivered.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ReadFailed(context.Logger, exception, delivery.Notification.Id);
            room.Events.Withdraw(before);
            room.ToSend.Clear();
            delivery.Found.Problems = [new NotificationProblem(NotificationProblemKind.InvalidRecord, 0, "$", $"reading it threw {exception.GetType().Name}; the log has the exception")];
            delivery.Found.ProblemCount = 1;
        }

        span.Activity?.SetTag("s3snowplow.events", room.Events.Count - before + room.ToSend.Count).SetTag("s3snowplow.problems", delivery.ProblemCount);
    }

    /// <summary>Encodes the next event, and tells whether there was one.</summary>
    public bool EncodeNext(NotificationDelivery delivery, EncodingRoom room)
    {
        if (room.NextToSend == room.ToSend.Count)
        {
            // Without what was read, which may be large and has keys in it.
            room.Content.Clear();
            return false;
        }

        int index = room.NextToSend++;
        int start = room.Events.Parameters.Length;
        int messageStart = room.Events.Messages.Length;
        ref readonly ObjectEvent objectEvent = ref room.Content[room.ToSend[index]];
        try
        {
            context.AddEntities(new ObjectEventView(objectEvent), room.Entities);
            EventWriter.Write(context.Mapper, objectEvent, room.Entities, context.Options.Encoding, _checkData, room.Events.Parameters);
            EventIdentity.Write(objectEvent, room.Events.Messages);
            room.Events.Add(delivery, start, messageStart);
        }
#pragma warning disable CA1031 // Protects the event's siblings: mappers and providers are other people's code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            room.Events.Parameters.Truncate(start);
            room.Events.Messages.Truncate(messageStart);
            Log.MapperFailed(context.Logger, exception, delivery.Notification.Id, index);
            context.Metrics.MappingFailed();
            room.Events.AddRefused(delivery, exception is FieldTooLongException
                ? EventOutcome.Rejected(OutcomeReason.FieldTooLong, exception.Message)
                : EventOutcome.Rejected(OutcomeReason.MappingFailed));
        }

        return true;
    }

    private void Read(NotificationDelivery delivery, EncodingRoom room)
    {
        if (delivery.Notification.Body.Length > context.Options.MaxNotificationBytes)
        {
            delivery.Found.Problems =
            [
                new NotificationProblem(NotificationProblemKind.TooLarge, 0, "$",
                    $"the notification has {delivery.Notification.Body.Length} bytes; {nameof(RelayOptions.MaxNotificationBytes)} allows {context.Options.MaxNotificationBytes}"),
            ];
            delivery.Found.ProblemCount = 1;
        }
        else if (_plain is null || !_plain.TryEncode(delivery, room))
        {
            ReadWhole(delivery, room);
        }

        if (delivery.ProblemCount > 0)
        {
            ProblemReport.Tell(delivery, context);
        }
    }

    private void ReadWhole(NotificationDelivery delivery, EncodingRoom room)
    {
        NotificationContent content = room.Content;
        context.Read(delivery.Notification, content);
        if (content.ProblemCount > 0)
        {
            delivery.Found.Problems = [.. content.Problems];
            delivery.Found.ProblemCount = content.ProblemCount;
        }

        if (content.TestEvents > 0)
        {
            delivery.Found.TestEvents = content.TestEvents;
        }

        _unknownDetailTypes.Tell(content.ObjectEvents, context.Logger);
        Observe(content);
        Filter(content, delivery, room);
        context.Metrics.Read(content.ObjectEvents, content.TestEvents);
        context.Metrics.Received(delivery.Notification, content.ObjectEvents);
    }

    private void Observe(NotificationContent content)
    {
        if (context.Observers.Length == 0)
        {
            return;
        }

        foreach (ref readonly ObjectEvent objectEvent in content.ObjectEvents)
        {
            context.Observe(new ObjectEventView(objectEvent));
        }
    }

    private void Filter(NotificationContent content, NotificationDelivery delivery, EncodingRoom room)
    {
        for (int i = 0; i < content.Count; i++)
        {
            if (context.Options.Filter.Passes(content[i]))
            {
                room.ToSend.Add(i);
            }
            else if (context.Options.Filter.RefusedBy(content[i]) is { } refusedBy)
            {
                context.Metrics.Refused(refusedBy);
            }
        }

        int filtered = content.Count - room.ToSend.Count;
        if (filtered > 0)
        {
            delivery.Found.Filtered = filtered;
            context.Metrics.Filtered(filtered);
        }
    }
}
