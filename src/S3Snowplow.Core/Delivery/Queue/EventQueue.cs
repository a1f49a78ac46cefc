namespace S3Snowplow.Delivery;

/// <summary>The accepted events that no request has taken yet, first in, first out. Not safe for several threads: the emitter's lock guards it.</summary>
internal sealed class EventQueue
{
    private QueuedEvent[] _ring = new QueuedEvent[64];
    private int _head;

    public int Count { get; private set; }

    /// <summary>The sum of the events' bytes in a body.</summary>
    public long Bytes { get; private set; }

    /// <summary>The event that has waited longest. Only where <see cref="Count"/> is above zero.</summary>
    public ref readonly QueuedEvent Oldest => ref _ring[_head];

    public void Add(in QueuedEvent queued)
    {
        if (Count == _ring.Length)
        {
            var larger = new QueuedEvent[_ring.Length * 2];
            CopyTo(larger);
            (_ring, _head) = (larger, 0);
        }

        _ring[(_head + Count) & (_ring.Length - 1)] = queued;
        Count++;
        Bytes += queued.Bytes;
    }

    public QueuedEvent Take()
    {
        QueuedEvent taken = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        Bytes -= taken.Bytes;
        return taken;
    }

    /// <summary>The scopes of all events, some of them several times.</summary>
    public IEnumerable<DeliveryScope> Scopes() => Enumerable.Range(0, Count).Select(i => _ring[(_head + i) & (_ring.Length - 1)].Scope);

    private void CopyTo(QueuedEvent[] target)
    {
        int first = Math.Min(Count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(target);
        _ring.AsSpan(0, Count - first).CopyTo(target.AsSpan(first));
    }
}
