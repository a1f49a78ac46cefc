using System.Runtime.CompilerServices;

namespace S3Snowplow.Mapping;

/// <summary>
/// One change to one object, as slices of the notification that told it. Most notifications are relayed without making strings of them; whoever looks at their events in this way costs no
/// more. Valid only during the call that it is given to.
/// </summary>
public readonly ref struct ObjectEventView
{
    // One of the two: the whole event, or what reads it when it is asked for.
    private readonly ref readonly ObjectEvent _whole;
    private readonly Func<int, ObjectEvent>? _readWhole;
    private readonly int _index;

    // What the id is derived from, where that is at hand.
    private readonly ReadOnlySpan<byte> _identity;

    internal ObjectEventView(in ObjectEvent whole, ReadOnlySpan<byte> identity = default)
    {
        _whole = ref whole;
        _identity = identity;
        (Dialect, Source, Name, Time, Size) = (whole.Dialect, whole.Source, whole.Name, whole.Time, whole.Size);
        Bucket = whole.Bucket;
        Key = whole.Key;
    }

    internal ObjectEventView(NotificationDialect dialect, string name, DateTimeOffset time, ReadOnlySpan<char> bucket, ReadOnlySpan<char> key, long? size, ReadOnlySpan<byte> identity, Func<int, ObjectEvent> readWhole, int index)
    {
        (Dialect, Source, Name, Time, Size) = (dialect, dialect.Id(), name, time, size);
        Bucket = bucket;
        Key = key;
        _identity = identity;
        (_readWhole, _index) = (readWhole, index);
    }

    /// <summary>The family of store that wrote the record.</summary>
    public NotificationDialect Dialect { get; }

    /// <summary>As <see cref="ObjectEvent.Source"/>: the id of the <see cref="Dialect"/>, or the name of a configured shape.</summary>
    public string Source { get; }

    /// <summary>What happened, for example <c>ObjectCreated:Put</c>.</summary>
    public string Name { get; }

    /// <summary>When the store finished the change.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The bucket's name.</summary>
    public ReadOnlySpan<char> Bucket { get; }

    /// <summary>The object's key, decoded where its store encodes keys.</summary>
    public ReadOnlySpan<char> Key { get; }

    /// <summary>The object's size in bytes; <see langword="null"/> where the notification has none.</summary>
    public long? Size { get; }

    /// <summary>Whether new data landed with this change; see <see cref="ObjectEventName.IsDataArrival(string)"/>.</summary>
    public bool IsDataArrival => ObjectEventName.IsDataArrival(Name);

    /// <summary>How many bytes landed: the size of a data arrival (0 where it is absent), otherwise 0.</summary>
    public long ArrivedBytes => IsDataArrival ? Size ?? 0 : 0;

    /// <summary>A view of an object event, for example in a test of an observer.</summary>
    /// <param name="objectEvent">The object event; it has to live as long as the view.</param>
    public static ObjectEventView Of(in ObjectEvent objectEvent) => new(objectEvent);

    /// <summary>The id of its Snowplow event: the same whenever the notification is delivered again. Hashed at each call.</summary>
    public Guid GetEventId() => _identity.IsEmpty ? EventIdentity.Of(_whole) : EventIdentity.FromHash(_identity);

    /// <summary>Everything that the notification says of the change. Takes strings, and in most cases one more reading of the notification.</summary>
    public ObjectEvent ToObjectEvent() => Unsafe.IsNullRef(in _whole) ? _readWhole!(_index) : _whole;

    /// <summary>Says the event without its key, so that printing one into a log by accident tells nothing personal.</summary>
    public override string ToString() => $"{Name} ({Source}, {Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes)";

    /// <summary>What the event's id is derived from; it has the true key in it.</summary>
    /// <param name="room">Takes it where it is not at hand.</param>
    internal ReadOnlySpan<byte> IdentityIn(ScratchBuffer room)
    {
        if (!_identity.IsEmpty)
        {
            return _identity;
        }

        room.Clear();
        EventIdentity.Write(_whole, room);
        return room.Written;
    }
}
