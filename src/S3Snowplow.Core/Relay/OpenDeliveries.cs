namespace S3Snowplow;

/// <summary>The notifications of a run that have not settled yet, and how many bytes they keep alive.</summary>
/// <param name="maxBytes">The bytes of notifications beyond which a run takes no further one.</param>
internal sealed class OpenDeliveries(long maxBytes)
{
    private readonly Lock _gate = new();
    private NotificationDelivery? _first;
    private long _bytes;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;

    public void Add(NotificationDelivery delivery)
    {
        lock (_gate)
        {
            delivery.Next = _first;
            if (_first is not null)
            {
                _first.Previous = delivery;
            }

            _first = delivery;
            _bytes += delivery.Notification.Body.Length;
        }
    }

    public void Remove(NotificationDelivery delivery)
    {
        TaskCompletionSource? room = null;
        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            if (delivery.Previous is null)
            {
                _first = delivery.Next;
            }
            else
            {
                delivery.Previous.Next = delivery.Next;
            }

            if (delivery.Next is not null)
            {
                delivery.Next.Previous = delivery.Previous;
            }

            (delivery.Previous, delivery.Next) = (null, null);
            _bytes -= delivery.Notification.Body.Length;
            if (_bytes <= maxBytes)
            {
                (room, _room) = (_room, null);
            }

            if (_first is null)
            {
                (empty, _empty) = (_empty, null);
            }
        }

        room?.TrySetResult();
        empty?.TrySetResult();
    }

    public void AbandonAll(OutcomeReason reason)
    {
        var open = new List<NotificationDelivery>();
        lock (_gate)
        {
            for (NotificationDelivery? delivery = _first; delivery is not null; delivery = delivery.Next)
            {
                open.Add(delivery);
            }
        }

        foreach (NotificationDelivery delivery in open)
        {
            delivery.Abandon(reason);
        }
    }

    /// <summary>Whether a run may take a further notification.</summary>
    public bool HasRoom => Interlocked.Read(ref _bytes) <= maxBytes;

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (HasRoom)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            if (_bytes <= maxBytes)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    public Task WhenEmpty()
    {
        lock (_gate)
        {
            if (_first is null)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }
}
