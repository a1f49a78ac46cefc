using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// The events that share one POST, from the queue to their outcomes, over all attempts. Guarded by the emitter's lock, but for the time of an
/// attempt, in which the events themselves do not change.
/// </summary>
internal sealed class Batch : IThreadPoolWorkItem, IReadOnlyList<SnowplowEvent>
{
    private readonly Action<Batch> _send;
    private readonly Slab _slab;
    private QueuedEvent[] _events = [];

    /// <param name="send">Sends it.</param>
    /// <param name="body">What stands around the events.</param>
    public Batch(Action<Batch> send, PostBody body) => (_send, _slab) = (send, new Slab(body));

    public int Count { get; private set; }

    /// <summary>The sum of the events' bytes in a body.</summary>
    public int Bytes { get; private set; }

    /// <summary>The bytes that it holds for its events, whether there are any or not.</summary>
    public long RoomBytes => _slab.RoomBytes + ((long)_events.Length * Unsafe.SizeOf<QueuedEvent>());

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

    /// <summary>An event, as a transport sees it in the time of an attempt: made when it is asked for.</summary>
    public SnowplowEvent this[int index] => SnowplowEvent.OfParameters(_slab.ParametersOf(Events[index]));

    public void Execute() => _send(this);

    public IEnumerator<SnowplowEvent> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(QueuedEvent queued, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> message)
    {
        _slab.Append(ref queued, parameters, message);
        Add(queued);
    }

    /// <summary>The body of an attempt; valid until the next one.</summary>
    /// <param name="now">The time of the attempt.</param>
    public ReadOnlyMemory<byte> Body(DateTimeOffset now) => _slab.Body(Events, now);

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

    /// <summary>Moves the second half of the events into another batch, which is empty.</summary>
    public void SplitOff(Batch half)
    {
        int kept = (Count + 1) / 2;
        (half.Failures, half.OthersDelivered, half.FailsAlone, half.DueAt, half.LastAnswer) = (Failures, OthersDelivered, FailsAlone, DueAt, LastAnswer);
        for (int i = kept; i < Count; i++)
        {
            QueuedEvent moved = _events[i];
            half._slab.Append(ref moved, _slab);
            half.Add(moved);
            Bytes -= moved.Bytes;
            _events[i] = default;
        }

        Count = kept;
    }

    /// <summary>Makes it a new one, with the room that it has.</summary>
    public void Clear()
    {
        Array.Clear(_events, 0, Count);
        _slab.Clear();
        (Count, Bytes, Failures, OthersDelivered, FailsAlone, LastAnswer) = (0, 0, 0, 0, false, default);
    }

    /// <summary>Gives its room back to the pool.</summary>
    public void Recycle()
    {
        Clear();
        _slab.Recycle();
        ArrayPool<QueuedEvent>.Shared.Return(_events);
        _events = [];
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

    private void Add(in QueuedEvent queued)
    {
        if (Count == _events.Length)
        {
            QueuedEvent[] larger = ArrayPool<QueuedEvent>.Shared.Rent(Math.Max(16, Count * 4));
            Events.CopyTo(larger);
            if (Count > 0)
            {
                ArrayPool<QueuedEvent>.Shared.Return(_events, clearArray: true);
            }

            _events = larger;
        }

        _events[Count++] = queued;
        Bytes += queued.Bytes;
    }
}
