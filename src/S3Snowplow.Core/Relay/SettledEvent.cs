using S3Snowplow.Mapping;

namespace S3Snowplow;

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

/// <summary>Goes through the object events of a notification. Each is valid until the next one.</summary>
public ref struct SettledEventEnumerator
{
    private readonly NotificationRereading _reading;
    private ObjectEventView _current;
    private int _index = -1;
    private int _sent;
    private bool _isSent;

    internal SettledEventEnumerator(NotificationRereading reading) => _reading = reading;

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
