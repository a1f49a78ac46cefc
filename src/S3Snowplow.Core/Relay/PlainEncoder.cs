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
    /// <summary>An encoder for a relay that shows no object events to anybody; otherwise <see langword="null"/>.</summary>
    public static PlainEncoder? For(RelayContext context) =>
        context.Observers.Count == 0 && context.SettledObservers.Count == 0 && context.EntityProviders.Count == 0
        && context.Options is { SendPersonalData: false, Encoding: EventEncoding.Json } && context.Options.Filter.PassesAll
        && PlainEventWriter.For(context.Mapper) is { } writer
            ? new PlainEncoder(context, writer)
            : null;

    /// <summary>Encodes the events; <see langword="false"/>, and nothing changed, where the notification has to be read whole.</summary>
    public bool TryEncode(NotificationDelivery delivery, EncodingRoom room)
    {
        bool encoded = TryEncodeAll(delivery, room);
        room.Plain.Clear();
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
        for (int i = 0; i < room.Plain.Count; i++)
        {
            int start = room.Events.Parameters.Length;
            int messageStart = room.Events.Messages.Length;
            if (!PlainRecord.TryTake(document, room.Plain[i], context.KeyEncodings, key, out PlainRecord record)
                || (i > 0 && record.Store.Kind != dialect)
                || !writer.TryWrite(record, room.Events.Parameters, room.Events.Messages))
            {
                room.Events.Withdraw(before);
                return false;
            }

            room.Events.Add(delivery, start, messageStart);
            oldest = record.Time < oldest ? record.Time : oldest;
            dialect = record.Store.Kind;
            arrived += record.IsDataArrival ? record.Size ?? 0 : 0;
        }

        context.Metrics.Read(dialect, room.Plain.Count, arrived);
        context.Metrics.Received(delivery.Notification, oldest);
        return true;
    }
}
