using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// The emitter's books: what was accepted, what became of it, and what is held. Guarded by the emitter's lock; what has to be logged and completed
/// is gathered in an <see cref="AfterLock"/>.
/// </summary>
internal sealed class Books(DeliveryOptions options)
{
    private readonly List<FlushWaiter> _flushes = [];
    private readonly Queue<FlushEpoch> _epochs = [];
    private long _accepted;
    private long _delivered;
    private long _rejected;
    private long _expired;
    private long _abandoned;
    private long _pending;
    private long _late;
    private BookChanges _changes;

    /// <summary>The epoch of what is accepted now.</summary>
    public FlushEpoch Epoch { get; private set; } = new(0);

    /// <summary>Up to which epoch somebody waits for a flush; -1 for nobody.</summary>
    public long FlushThrough { get; private set; } = -1;

    /// <summary>How many events are held: waiting, parked or in flight, and not released.</summary>
    public int Held { get; private set; }

    /// <summary>The sum of their bytes in a body.</summary>
    public long HeldBytes { get; private set; }

    public EmitterStatistics Statistics => new(_accepted, _delivered, _rejected, _expired, _abandoned, _pending, _late);

    public bool HasRoom(int bytes) => Held < options.QueueCapacity && HeldBytes + bytes <= options.QueueCapacityBytes;

    /// <summary>What has changed since the last call; measured outside of the lock.</summary>
    public BookChanges TakeChanges()
    {
        BookChanges changes = _changes;
        _changes = default;
        return changes;
    }

    /// <summary>Accepts an event that now waits for its outcome.</summary>
    public void Accept(int bytes)
    {
        _accepted++;
        _pending++;
        Held++;
        HeldBytes += bytes;
        Epoch.Held++;
        _changes.Accepted++;
        _changes.Held++;
        _changes.HeldBytes += bytes;
    }

    /// <summary>Accepts an event that has its outcome already.</summary>
    public void AcceptSettled(EventOutcome outcome)
    {
        _accepted++;
        _changes.Accepted++;
        Count(outcome, 1);
    }

    /// <summary>Events abandoned by their scope: settled, though some of them are still held.</summary>
    public void Abandon(int count, OutcomeReason reason)
    {
        _pending -= count;
        Count(EventOutcome.Abandoned(reason), count);
    }

    /// <summary>Settles events with one outcome and releases them. Those of closed scopes are abandoned already: an answer for them is late.</summary>
    public void Settle(Span<QueuedEvent> events, EventOutcome outcome, ref AfterLock afterLock)
    {
        int settled = 0;
        int late = 0;
        foreach (ref QueuedEvent queued in events)
        {
            if (queued.Scope.TrySettle(queued.Index, outcome, out bool completed))
            {
                settled++;
                if (completed)
                {
                    afterLock.Complete(queued.Scope);
                }
            }
            else
            {
                late++;
            }
        }

        _pending -= settled;
        Count(outcome, settled);
        if (outcome.Outcome is DeliveryOutcome.Delivered or DeliveryOutcome.Rejected)
        {
            _late += late;
            _changes.Late += late;
        }

        afterLock.Note(outcome, settled);
        Release(events);
    }

    /// <summary>Gives back the room of those events that are not released yet.</summary>
    public void Release(Span<QueuedEvent> events)
    {
        int count = 0;
        long bytes = 0;
        foreach (ref QueuedEvent queued in events)
        {
            if (!queued.IsReleased)
            {
                queued.IsReleased = true;
                queued.Epoch.Held--;
                count++;
                bytes += queued.Bytes;
            }
        }

        Held -= count;
        HeldBytes -= bytes;
        if (count > 0)
        {
            _changes.Held -= count;
            _changes.HeldBytes -= bytes;
            CompleteFlushes();
        }
    }

    /// <summary>Releases the events of closed scopes. Returns whether there were any.</summary>
    public bool ReleaseClosed(Span<QueuedEvent> events)
    {
        bool any = false;
        for (int i = 0; i < events.Length; i++)
        {
            if (!events[i].Scope.IsOpen)
            {
                any = true;
                Release(events.Slice(i, 1));
            }
        }

        return any;
    }

    /// <summary>Begins a flush of everything accepted so far.</summary>
    public FlushWaiter BeginFlush()
    {
        FlushThrough = Epoch.Number;
        _epochs.Enqueue(Epoch);
        var waiter = new FlushWaiter(Epoch.Number);
        _flushes.Add(waiter);
        Epoch = new FlushEpoch(Epoch.Number + 1);
        CompleteFlushes();
        return waiter;
    }

    /// <summary>Ends a flush, whether it did all or not, and tells how many of its events are pending.</summary>
    public int EndFlush(FlushWaiter waiter)
    {
        _flushes.Remove(waiter);
        FlushThrough = _flushes.Count == 0 ? -1 : _flushes.Max(flush => flush.Through);
        return _epochs.Where(epoch => epoch.Number <= waiter.Through).Sum(epoch => epoch.Held);
    }

    private void CompleteFlushes()
    {
        while (_epochs.TryPeek(out FlushEpoch? oldest) && oldest.Held == 0)
        {
            _epochs.Dequeue();
            foreach (FlushWaiter waiter in _flushes.Where(waiter => waiter.Through <= oldest.Number))
            {
                waiter.Done.TrySetResult();
            }
        }
    }

    private void Count(EventOutcome outcome, int count)
    {
        _changes.Count(outcome.Outcome, outcome.Reason, count);
        switch (outcome.Outcome)
        {
            case DeliveryOutcome.Delivered:
                _delivered += count;
                break;
            case DeliveryOutcome.Rejected:
                _rejected += count;
                break;
            case DeliveryOutcome.Expired:
                _expired += count;
                break;
            default:
                _abandoned += count;
                break;
        }
    }

    /// <summary>Somebody who waits for a flush.</summary>
    internal sealed class FlushWaiter(long through)
    {
        public long Through => through;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

}
