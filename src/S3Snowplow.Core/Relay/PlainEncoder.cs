using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>
/// Encodes the events of a notification straight from its bytes, where nothing about it is unusual: neither strings nor object events are made. All of its events, or none.
/// </summary>
/// <param name="context">What all deliveries of a relay share.</param>
/// <param name="writer">Writes the mapper's layout.</param>
internal sealed class PlainEncoder(RelayContext context, PlainEventWriter writer)
{
    /// <summary>An encoder for a relay whose settings leave its events as they come; otherwise <see langword="null"/>.</summary>
    public static PlainEncoder? For(RelayContext context) =>
        context.Options is { SendPersonalData: false, Encoding: EventEncoding.Json } && context.Options.Filter.PassesAll && PlainEventWriter.For(context.Mapper) is { } writer
            ? new PlainEncoder(context, writer)
            : null;

    /// <summary>Encodes the events; <see langword="false"/>, and nothing changed, where the notification has to be read whole.</summary>
    public bool TryEncode(NotificationDelivery delivery, EncodingRoom room)
    {
        bool encoded = TryEncodeAll(delivery, room);
        room.Plain.Clear();
        room.Views.End();
        return encoded;
    }

    private bool TryEncodeAll(NotificationDelivery delivery, EncodingRoom room)
    {
        ReadOnlySpan<byte> document = delivery.Notification.Body.Span;
        if (!room.Plain.TryRead(document))
        {
            return false;
        }

        int before = room.Events.Count;
        DateTimeOffset oldest = DateTimeOffset.MaxValue;
        long arrived = 0;
        NotificationDialect dialect = default;
        Span<byte> key = stackalloc byte[PlainRecord.MaxRawKey];
        KeptEvents? kept = context.SettledObservers.Length > 0 && room.Plain.Count <= KeptEvents.Most ? new KeptEvents(room.Plain.Count) : null;
        room.Views.Begin(context, delivery.Notification);
        for (int i = 0; i < room.Plain.Count; i++)
        {
            int start = room.Events.Parameters.Length;
            int messageStart = room.Events.Messages.Length;
            if (!PlainRecord.TryTake(document, room.Plain[i], context.KeyEncodings, key, out PlainRecord record)
                || (i > 0 && record.Store.Kind != dialect)
                || !writer.TryWrite(record, room.Events.Parameters, room.Events.Messages)
                || (context.EntityProviders.Length > 0 && !TryAddEntities(room.Views.Of(record, i, room.Events.Messages.Written[messageStart..]), room)))
            {
                room.Events.Parameters.Truncate(start);
                room.Events.Messages.Truncate(messageStart);
                room.Events.Withdraw(before);
                return false;
            }

            room.Events.Add(delivery, start, messageStart);
            kept?.Set(i, record);
            oldest = record.Time < oldest ? record.Time : oldest;
            dialect = record.Store.Kind;
            arrived += record.IsDataArrival ? record.Size ?? 0 : 0;
        }

        if (context.Observers.Length > 0)
        {
            Observe(document, before, key, room);
        }

        kept?.TakeMessages(room.Events);
        delivery.Kept = kept;
        context.Metrics.Read(dialect, room.Plain.Count, arrived);
        context.Metrics.Received(delivery.Notification, oldest);
        return true;
    }

    // What cannot be added is told where the notification is read whole.
    private bool TryAddEntities(in ObjectEventView objectEvent, EncodingRoom room)
    {
        try
        {
            context.AddEntities(objectEvent, room.Entities);
            if (room.Entities.Count > 0)
            {
                room.Events.Parameters.Write(room.Prepared.Of(room.Entities));
            }

            return true;
        }
#pragma warning disable CA1031 // Protects the notification: providers are other people's code.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // After the encoding, so that a notification that is read whole after all is not shown twice.
    private void Observe(ReadOnlySpan<byte> document, int before, Span<byte> key, EncodingRoom room)
    {
        for (int i = 0; i < room.Plain.Count; i++)
        {
            PlainRecord.TryTake(document, room.Plain[i], context.KeyEncodings, key, out PlainRecord record);
            context.Observe(room.Views.Of(record, i, room.Events.MessageOf(room.Events[before + i])));
        }
    }
}
