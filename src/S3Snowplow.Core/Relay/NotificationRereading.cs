using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>Reads the object events of a notification once more, when it has settled: as slices where nothing about it is unusual. The room for it is used again by the thread's next notification.</summary>
internal sealed class NotificationRereading
{
    [ThreadStatic]
    private static NotificationRereading? t_spare;

    private readonly PlainRecordScanner _plain = new();
    private readonly PlainViews _views = new();
    private readonly ScratchBuffer _identity = new();
    private readonly byte[] _key = new byte[PlainRecord.MaxRawKey];
    private RelayContext? _context;
    private NotificationDelivery? _delivery;
    private bool _isPlain;

    private NotificationRereading()
    {
    }

    /// <summary>Whose object events these are.</summary>
    public NotificationDelivery Delivery => _delivery!;

    /// <summary>How many object events there are, those that were filtered among them.</summary>
    public int Count { get; private set; }

    /// <summary>A view of an object event; valid until the next one is asked for.</summary>
    public ObjectEventView this[int index]
    {
        get
        {
            if (_delivery!.Kept is { } kept)
            {
                return kept.View(index, _views);
            }

            if (_isPlain && PlainRecord.TryTake(_delivery.Notification.Body.Span, _plain[index], _context!.KeyEncodings, _key, out PlainRecord record))
            {
                _identity.Clear();
                EventIdentity.Write(record, PlainEventWriter.SourceOf(record.Store.Kind), _identity);
                return _views.Of(record, index, _identity.Written);
            }

            if (_isPlain)
            {
                ReadWhole();
            }

            return new ObjectEventView(_views.Whole[index]);
        }
    }

    /// <summary>Begins to read what a delivery relayed; without one there is nothing to read.</summary>
    /// <exception cref="InvalidOperationException">The body holds another number of events now.</exception>
    public static NotificationRereading Begin(RelayContext? context, NotificationDelivery? delivery)
    {
        // Taken while it is in use: an observer may look at another notification meanwhile.
        NotificationRereading reading = t_spare ?? new NotificationRereading();
        t_spare = null;
        try
        {
            if (context is not null && delivery is not null)
            {
                reading.Read(context, delivery);
            }
        }
        catch
        {
            reading.End();
            throw;
        }

        return reading;
    }

    /// <summary>Whether an object event was sent; the filter kept the others back.</summary>
    public bool IsSent(int index) => _isPlain || _context!.Options.Filter.Passes(_views.Whole[index]);

    /// <summary>Forgets the notification and leaves the room to the next one.</summary>
    public void End()
    {
        _plain.Clear();
        _views.End();
        (_context, _delivery, _isPlain, Count) = (null, null, false, 0);
        t_spare = this;
    }

    private void Read(RelayContext context, NotificationDelivery delivery)
    {
        (_context, _delivery) = (context, delivery);
        Count = delivery.Count + delivery.Filtered;
        if (Count == 0)
        {
            return;
        }

        _views.Begin(context, delivery.Notification);

        // What is filtered is read whole: a filter asks for more than a view has.
        if (delivery.Kept is not null || (context.Options.Filter.PassesAll && _plain.TryRead(delivery.Notification.Body.Span) && _plain.Count == Count))
        {
            _isPlain = true;
        }
        else
        {
            ReadWhole();
        }
    }

    private void ReadWhole()
    {
        _isPlain = false;
        int count = _views.Whole.Count;
        if (count != Count)
        {
            throw new InvalidOperationException($"The body of notification {_delivery!.Notification.Id} holds {count} events now, and {Count} were relayed: it was changed before its source was told.");
        }
    }
}
