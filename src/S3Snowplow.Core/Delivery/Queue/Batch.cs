using System.Buffers;
using System.Collections;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// The events that share one POST, from the queue to their outcomes, over all attempts. Guarded by the emitter's lock, but for the time of an
/// attempt, in which the events themselves do not change.
/// </summary>
internal sealed class Batch : IThreadPoolWorkItem, IReadOnlyList<SnowplowEvent>
{
    private readonly Action<Batch> _send;
    private QueuedEvent[] _events;

    /// <param name="send">Sends it.</param>
    /// <param name="capacity">How many events it holds at most.</param>
    public Batch(Action<Batch> send, int capacity)
    {
        _send = send;
        _events = ArrayPool<QueuedEvent>.Shared.Rent(capacity);
    }

    public int Count { get; private set; }

    /// <summary>The sum of the events' bytes in a body.</summary>
    public int Bytes { get; private set; }

    public Span<QueuedEvent> Events => _events.AsSpan(0, Count);

    /// <summary>How many attempts failed.</summary>
    public int Failures { get; set; }

    /// <summary>How many batches of the emitter had got through when this one last failed.</summary>
    public long OthersDelivered { get; set; }

    /// <summary>Whether it failed again while others got through: it may have an event in it that the collector cannot bear.</summary>
    public bool FailsAlone { get; set; }

    /// <summary>The time stamp from which on it may be tried again.</summary>
    public long DueAt { get; set; }

    /// <summary>The time stamp at which the attempt began.</summary>
    public long StartedAt { get; set; }

    /// <summary>What the last attempt got.</summary>
    public CollectorAnswer LastAnswer { get; set; }

    /// <summary>Cancels the attempt that is under way; <see langword="null"/> between attempts.</summary>
    public CancellationTokenSource? Attempt { get; set; }

    /// <summary>An event, as a transport sees it in the time of an attempt.</summary>
    public SnowplowEvent this[int index] => Events[index].Event;

    public void Execute() => _send(this);

    public IEnumerator<SnowplowEvent> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(in QueuedEvent queued)
    {
        _events[Count++] = queued;
        Bytes += queued.Bytes;
    }

    /// <summary>Forgets the events that are released.</summary>
    public void RemoveReleased()
    {
        int kept = 0;
        Bytes = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!_events[i].IsReleased)
            {
                Bytes += _events[i].Bytes;
                _events[kept++] = _events[i];
            }
        }

        Array.Clear(_events, kept, Count - kept);
        Count = kept;
    }

    /// <summary>Moves the second half of the events into a new batch.</summary>
    public Batch SplitOff()
    {
        int kept = (Count + 1) / 2;
        var half = new Batch(_send, Count - kept) { Failures = Failures, OthersDelivered = OthersDelivered, FailsAlone = FailsAlone, DueAt = DueAt, LastAnswer = LastAnswer };
        for (int i = kept; i < Count; i++)
        {
            half.Add(_events[i]);
            Bytes -= _events[i].Bytes;
            _events[i] = default;
        }

        Count = kept;
        return half;
    }

    /// <summary>Gives the room of its events back to the pool, once all of them have settled and nobody looks at the batch any more.</summary>
    public void Recycle()
    {
        ArrayPool<QueuedEvent>.Shared.Return(_events, clearArray: true);
        _events = [];
        Count = 0;
    }

    public bool HasOpenScope()
    {
        foreach (ref readonly QueuedEvent queued in Events)
        {
            if (queued.Scope.IsOpen)
            {
                return true;
            }
        }

        return false;
    }
}
