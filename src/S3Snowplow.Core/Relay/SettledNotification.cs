using S3Snowplow.Mapping;

namespace S3Snowplow;

/// <summary>The object events of a notification that has settled. They are read from its body, which is unchanged until the source is told, each time that somebody goes through them.</summary>
public readonly struct SettledNotification
{
    private readonly RelayContext _context;
    private readonly NotificationDelivery _delivery;

    internal SettledNotification(RelayContext context, NotificationDelivery delivery) => (_context, _delivery) = (context, delivery);

    /// <summary>How many object events there are.</summary>
    public int Count => _delivery.Count + _delivery.Filtered;

    /// <summary>Goes through the object events, in the order of the notification.</summary>
    /// <exception cref="InvalidOperationException">The notification's body was changed.</exception>
    public Enumerator GetEnumerator() => new(NotificationRereading.Begin(_context, _delivery));

    /// <summary>Goes through the object events of a notification. Each is valid until the next one.</summary>
    public ref struct Enumerator
    {
        private readonly NotificationRereading _reading;
        private ObjectEventView _current;
        private int _index = -1;
        private int _sent;
        private bool _isSent;

        internal Enumerator(NotificationRereading reading) => _reading = reading;

        /// <summary>The present one.</summary>
        public readonly SettledEvent Current => new(_current, _reading.Delivery, _isSent ? _sent - 1 : -1);

        /// <summary>Goes to the next one; <see langword="false"/> behind the last.</summary>
        public bool MoveNext()
        {
            if (++_index >= _reading.Count)
            {
                return false;
            }

            _current = _reading[_index];
            _isSent = _reading.IsSent(_index);
            _sent += _isSent ? 1 : 0;
            return true;
        }

        /// <summary>Gives back what the reading needed.</summary>
        public readonly void Dispose() => _reading.End();
    }
}

/// <summary>An object event that has settled.</summary>
public readonly ref struct SettledEvent
{
    private readonly NotificationDelivery _delivery;
    private readonly int _sent;

    internal SettledEvent(ObjectEventView objectEvent, NotificationDelivery delivery, int sent)
    {
        Event = objectEvent;
        (_delivery, _sent) = (delivery, sent);
    }

    /// <summary>The object event.</summary>
    public ObjectEventView Event { get; }

    /// <summary>What became of it; <see langword="null"/> where the relay's filter did not let it pass. It has arrived in the store all the same.</summary>
    public EventOutcome? Outcome => _sent < 0 ? null : _delivery.OutcomeAt(_sent);
}
