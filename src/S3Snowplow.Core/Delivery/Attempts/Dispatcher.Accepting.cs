using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <content>What comes in: events for which there is room, and the line of those who wait for it.</content>
internal sealed partial class Dispatcher
{
    /// <summary>Accepts an event if there is room.</summary>
    public bool TryEnqueue(SnowplowEvent snowplowEvent, DeliveryScope scope)
    {
        var afterLock = default(AfterLock);
        bool accepted;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(BufferedEventEmitter));

            accepted = _waiters.Count == 0 && TryAccept(snowplowEvent, scope, ref afterLock);
            if (accepted)
            {
                Pump(ref afterLock);
            }
        }

        Publish(afterLock);
        return accepted;
    }

    /// <summary>Accepts events of different scopes as far as there is room, and tells how many.</summary>
    public int TryEnqueue(ReadOnlySpan<(SnowplowEvent Event, DeliveryScope Scope)> events)
    {
        var afterLock = default(AfterLock);
        int accepted = 0;
        lock (_gate)
        {
            while (!_closed && accepted < events.Length && _waiters.Count == 0 && TryAccept(events[accepted].Event, events[accepted].Scope, ref afterLock))
            {
                accepted++;
            }

            Pump(ref afterLock);
        }

        Publish(afterLock);
        return accepted;
    }

    /// <summary>Accepts events as far as there is room. Returns the waiter for the rest, or <see langword="null"/> where all were accepted.</summary>
    public RoomWaiter? Enqueue(IReadOnlyList<SnowplowEvent> events, DeliveryScope scope)
    {
        var afterLock = default(AfterLock);
        RoomWaiter? waiter = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(BufferedEventEmitter));

            scope.Listen(this);

            // All of them before the first is sent: events that are handed over together share a request if they fit.
            for (int i = 0; i < events.Count && waiter is null; i++)
            {
                if (scope.IsOpen && _waiters.Count > 0)
                {
                    waiter = new RoomWaiter(events, i, scope);
                }
                else if (!TryAccept(events[i], scope, ref afterLock, out Exception? refusal))
                {
                    waiter = new RoomWaiter(events, i, scope);
                    if (refusal is not null)
                    {
                        waiter.Refuse(refusal);
                    }
                }
            }

            if (waiter is { IsDone: false })
            {
                _waiters.AddLast(waiter);

                // An attempt may be what makes room.
                WantAttempt(scope);
            }

            Pump(ref afterLock);
        }

        Publish(afterLock);
        return waiter;
    }

    /// <summary>Takes a waiter out of the line, if it is still in it.</summary>
    public void Cancel(RoomWaiter waiter, CancellationToken cancellationToken)
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            if (!waiter.IsDone)
            {
                waiter.Cancel(cancellationToken);

                // It may have been first in line, for an event larger than the room there is; those behind it may fit.
                _waiters.Remove(waiter);
                Pump(ref afterLock);
            }
        }

        Publish(afterLock);
    }

    /// <summary>
    /// Accepts an event if there is room. A scope that was sealed meanwhile is its owner's mistake, and a <paramref name="refusal"/> for the caller: not an
    /// exception here, where those of others would suffer from it.
    /// </summary>
    private bool TryAccept(SnowplowEvent snowplowEvent, DeliveryScope scope, ref AfterLock afterLock, out Exception? refusal)
    {
        refusal = null;
        try
        {
            return TryAccept(snowplowEvent, scope, ref afterLock);
        }
        catch (InvalidOperationException exception)
        {
            refusal = exception;
            return false;
        }
    }

    private bool TryAccept(SnowplowEvent snowplowEvent, DeliveryScope scope, ref AfterLock afterLock)
    {
        int bytes = _body.BytesOf(snowplowEvent);
        int alone = PostBody.EnvelopeBytes + bytes - 1;
        if (alone > _options.MaxEventBytes)
        {
            var outcome = EventOutcome.Rejected(OutcomeReason.TooLarge, $"the event makes a body of {alone} bytes; {nameof(RelayOptions.Delivery)}.{nameof(DeliveryOptions.MaxEventBytes)} allows {_options.MaxEventBytes}");
            scope.Add(outcome);
            _books.AcceptSettled(outcome);
            afterLock.Note(outcome, 1);
            return true;
        }

        // Before the event is added: from then on the scope may close at any time.
        scope.Listen(this);
        if (!scope.IsOpen)
        {
            scope.Add();
            AcceptAbandoned(scope, ref afterLock);
            return true;
        }

        if (!_books.HasRoom(bytes))
        {
            return false;
        }

        WantAttempt(scope);

        int index = scope.Add(out bool pending);
        if (pending)
        {
            _books.Accept(bytes);
            _queue.Add(new QueuedEvent(snowplowEvent, scope, index, bytes, _time.GetTimestamp(), _books.Epoch));
        }
        else
        {
            AcceptAbandoned(scope, ref afterLock);
        }

        return true;
    }

    private void WantAttempt(DeliveryScope scope)
    {
        if (_outage.IsActive && scope.Remaining is { } left)
        {
            _outage.Want(left);
        }
    }

    private void AcceptAbandoned(DeliveryScope scope, ref AfterLock afterLock)
    {
        var outcome = EventOutcome.Abandoned(scope.CloseReason);
        _books.AcceptSettled(outcome);
        afterLock.Note(outcome, 1);
    }

    private void AdmitWaiters(ref AfterLock afterLock)
    {
        while (_waiters.First is { } first && TryAdmit(first.Value, ref afterLock))
        {
            _waiters.Remove(first);
        }
    }

    /// <summary>Accepts a waiter's events as far as there is room. Returns whether it is served, or refused.</summary>
    private bool TryAdmit(RoomWaiter waiter, ref AfterLock afterLock)
    {
        while (!waiter.IsDone)
        {
            if (TryAccept(waiter.Next, waiter.Scope, ref afterLock, out Exception? refusal))
            {
                waiter.Advance();
            }
            else if (refusal is not null)
            {
                waiter.Refuse(refusal);
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
