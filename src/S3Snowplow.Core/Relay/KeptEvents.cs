using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>
/// What views of few plain records need, kept until the notification has settled: what their ids are derived from, which has bucket and key in it, and the few values beside. It takes 300 bytes
/// for one record, and saves the second reading.
/// </summary>
/// <param name="count">How many records there are.</param>
internal sealed class KeptEvents(int count)
{
    /// <summary>At most this many records are kept; a longer notification is read again.</summary>
    public const int Most = 8;

    private readonly Event[] _events = new Event[count];
    private byte[] _messages = [];

    /// <summary>Keeps the values of a record.</summary>
    public void Set(int index, in PlainRecord record) =>
        _events[index] = new Event { Dialect = record.Store.Kind, Name = record.Name, Time = record.Time, Size = record.Size };

    /// <summary>Keeps what the ids of the last events are derived from.</summary>
    /// <param name="encoded">The events of all records, behind those of others.</param>
    public void TakeMessages(EncodedEvents encoded)
    {
        int first = encoded.Count - _events.Length;
        int start = encoded[first].MessageStart;
        _messages = encoded.Messages.Written[start..].ToArray();
        for (int i = 0; i < _events.Length; i++)
        {
            _events[i].End = encoded[first + i].MessageStart - start + encoded[first + i].MessageLength;
        }
    }

    /// <summary>A view of an event; valid until <paramref name="views"/> makes the next one.</summary>
    public ObjectEventView View(int index, PlainViews views)
    {
        ref readonly Event one = ref _events[index];
        ReadOnlySpan<byte> identity = _messages.AsSpan((index == 0 ? 0 : _events[index - 1].End)..one.End);
        EventIdentity.Places(identity, out ReadOnlySpan<byte> bucket, out ReadOnlySpan<byte> key);
        return views.Of(one.Dialect, one.Name, one.Time, bucket, key, one.Size, index, identity);
    }

    private struct Event
    {
        public NotificationDialect Dialect;
        public string Name;
        public DateTimeOffset Time;
        public long? Size;

        /// <summary>The end of its message.</summary>
        public int End;
    }
}
