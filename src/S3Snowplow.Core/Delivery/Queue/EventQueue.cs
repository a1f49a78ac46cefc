namespace S3Snowplow.Delivery;

/// <summary>
/// The accepted events that no request has taken yet, first in, first out, as the batches that they will be sent in: the last of them gathers. Not safe for several threads: the emitter's
/// lock guards it.
/// </summary>
/// <param name="options">The bounds of a batch.</param>
/// <param name="body">What stands around the events.</param>
/// <param name="send">Sends a batch.</param>
internal sealed class EventQueue(DeliveryOptions options, PostBody body, Action<Batch> send)
{
    // Their room is large already, and a queue that is full has as many in use at a time.
    private const int MostSpare = 64;

    // Given back at each rest, it would be made anew in the next moment: under load there are many short rests. What is kept is enough for MostSpare batches of the default size.
    private const int BytesAtRest = 16 * 1024 * 1024;

    private readonly Queue<Batch> _batches = [];
    private readonly Stack<Batch> _spare = [];
    private Batch? _last;
    private long _spareBytes;

    public int Count { get; private set; }

    /// <summary>The event that has waited longest. Only where <see cref="Count"/> is above zero.</summary>
    public ref readonly QueuedEvent Oldest => ref _batches.Peek().Events[0];

    /// <summary>Whether the next batch gets no more events.</summary>
    public bool HasFullBatch => _batches.Count > 1 || (_batches.TryPeek(out Batch? first) && IsFull(first));

    /// <summary>Adds an event to the batch that gathers, or to a new one where it has no room.</summary>
    public void Add(QueuedEvent queued, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> message)
    {
        if (_last is null || _last.Count >= options.MaxBatchEvents || PostBody.EnvelopeBytes + _last.Bytes + queued.Bytes - 1 > options.MaxBatchBytes)
        {
            _last = NewBatch();
            _batches.Enqueue(_last);
        }

        _last.Add(queued, parameters, message);
        Count++;
    }

    /// <summary>Takes the batch whose events have waited longest, full or not; <see langword="null"/> where the queue is empty.</summary>
    public Batch? Take()
    {
        if (!_batches.TryDequeue(out Batch? batch))
        {
            return null;
        }

        _last = _batches.Count == 0 ? null : _last;
        Count -= batch.Count;
        return batch;
    }

    /// <summary>A batch without events.</summary>
    public Batch NewBatch()
    {
        if (!_spare.TryPop(out Batch? spare))
        {
            return new Batch(send, body);
        }

        _spareBytes -= spare.RoomBytes;
        return spare;
    }

    /// <summary>Takes a batch back whose events have all settled, and which is not used any more.</summary>
    public void Recycle(Batch batch)
    {
        if (_spare.Count < MostSpare)
        {
            batch.Clear();
            _spare.Push(batch);
            _spareBytes += batch.RoomBytes;
        }
        else
        {
            batch.Recycle();
        }
    }

    /// <summary>Gives room back where there is much of it, when nothing is under way any more.</summary>
    public void Rest()
    {
        while (_spareBytes > BytesAtRest)
        {
            NewBatch().Recycle();
        }
    }

    /// <summary>The batches, from the oldest on. After events were removed from them, <see cref="Trim"/> is called.</summary>
    public Queue<Batch> Batches => _batches;

    /// <summary>Drops the batches that have lost all their events, and counts the others anew.</summary>
    public void Trim()
    {
        _last = null;
        Count = 0;
        for (int i = _batches.Count; i > 0; i--)
        {
            Batch batch = _batches.Dequeue();
            if (batch.Count == 0)
            {
                Recycle(batch);
                continue;
            }

            _batches.Enqueue(batch);
            _last = batch;
            Count += batch.Count;
        }
    }

    /// <summary>The scopes of all events, some of them several times.</summary>
    public IEnumerable<DeliveryScope> Scopes() => _batches.SelectMany(static batch => batch.Events.ToArray()).Select(static queued => queued.Scope);

    private bool IsFull(Batch batch) => batch.Count >= options.MaxBatchEvents || PostBody.EnvelopeBytes + batch.Bytes - 1 >= options.MaxBatchBytes;
}
