using System.Text;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>Makes views of a notification's plain records, and reads the notification whole when somebody asks a view for its object event. Used again and again by one thread at a time.</summary>
internal sealed class PlainViews
{
    // Bucket and key of usual lengths.
    private char[] _text = new char[PlainRecord.MaxRawKey + 256];
    private NotificationContent? _content;
    private RelayContext? _context;
    private Notification? _notification;
    private bool _isRead;
    private readonly Func<int, ObjectEvent> _readWhole;

    public PlainViews() => _readWhole = index => Whole[index];

    /// <summary>The notification read whole, once it is asked for.</summary>
    public NotificationContent Whole
    {
        get
        {
            _content ??= new NotificationContent();
            if (!_isRead)
            {
                _isRead = true;
                _context!.Read(_notification!, _content);
            }

            return _content;
        }
    }

    /// <summary>Says whose records come next.</summary>
    public void Begin(RelayContext context, Notification notification) => (_context, _notification) = (context, notification);

    /// <summary>A view of a record; valid until the next one is made.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">Its place in the notification.</param>
    /// <param name="identity">What the event's id is derived from.</param>
    public ObjectEventView Of(scoped in PlainRecord record, int index, ReadOnlySpan<byte> identity) =>
        Of(record.Store.Kind, record.Name, record.Time, record.Bucket, record.Key, record.Size, index, identity);

    /// <summary>As <see cref="Of(in PlainRecord, int, ReadOnlySpan{byte})"/>, of a record's values.</summary>
    public ObjectEventView Of(NotificationDialect dialect, string name, DateTimeOffset time, scoped ReadOnlySpan<byte> bucketBytes, scoped ReadOnlySpan<byte> keyBytes, long? size, int index, ReadOnlySpan<byte> identity)
    {
        // No text has more code units than bytes.
        int longest = bucketBytes.Length + keyBytes.Length;
        if (_text.Length < longest)
        {
            _text = new char[longest];
        }

        int bucket = Encoding.UTF8.GetChars(bucketBytes, _text);
        int key = Encoding.UTF8.GetChars(keyBytes, _text.AsSpan(bucket));
        return new ObjectEventView(dialect, name, time, _text.AsSpan(0, bucket), _text.AsSpan(bucket, key), size, identity, _readWhole, index);
    }

    /// <summary>Forgets the notification.</summary>
    public void End()
    {
        (_context, _notification) = (null, null);
        if (_isRead)
        {
            _content!.Clear();
            _isRead = false;
        }
    }
}
