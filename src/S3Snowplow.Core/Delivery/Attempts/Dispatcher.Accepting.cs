namespace S3Snowplow.Delivery;

/// <content>What comes in: events for which there is room, and the line of those who wait for it.</content>
internal sealed partial class Dispatcher
{
    /// <summary>Accepts events as far as there is room, and tells whether that was all of them. Takes none once it is closed.</summary>
    public bool TryEnqueue(EncodedEvents events)
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            while (!_closed && !events.IsDone && _waiters.Count == 0 && TryAccept(events, ref afterLock))
            {
                events.Next++;
            }

            Pump(ref afterLock);
        }

        Publish(afterLock);
        return events.IsDone;
    }

    /// <summary>Accepts events as far as there is room. Returns the waiter for the rest, or <see langword="null"/> where all were accepted.</summary>
    public RoomWaiter? Enqueue(EncodedEvents events)
    {
        var afterLock = default(AfterLock);
        RoomWaiter? waiter = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(BufferedEventEmitter));

            // All of them before the first is sent: events that are handed over together share a request if they fit.
            while (waiter is null && !events.IsDone)
            {
                events.NextScope.Listen(this);
                if (events.NextScope.IsOpen && _waiters.Count > 0)
                {
                    waiter = new RoomWaiter(events);
                }
                else if (TryAccept(events, ref afterLock, out Exception? refusal))
                {
                    events.Next++;
                }
                else
                {
                    waiter = new RoomWaiter(events);
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
                WantAttempt(events.NextScope);
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
    private bool TryAccept(EncodedEvents events, ref AfterLock afterLock, out Exception? refusal)
    {
        refusal = null;
        try
        {
            return TryAccept(events, ref afterLock);
        }
        catch (InvalidOperationException exception)
        {
            refusal = exception;
            return false;
        }
    }

    /// <summary>Accepts the next one of the events if there is room.</summary>
    private bool TryAccept(EncodedEvents events, ref AfterLock afterLock)
    {
        ref readonly EncodedEvents.Event one = ref events[events.Next];
        DeliveryScope scope = one.Scope;
        if (one.Refusal > 0)
        {
            // It was never an event, so it is in no books.
            Settled(scope, events.RefusalOf(one), one.IsLast, ref afterLock);
            return true;
        }

        int bytes = _body.BytesOf(one.Length);
        int alone = PostBody.EnvelopeBytes + bytes - 1;
        if (alone > _options.MaxEventBytes)
        {
            var outcome = EventOutcome.Rejected(OutcomeReason.TooLarge, $"the event makes a body of {alone} bytes; {nameof(RelayOptions.Delivery)}.{nameof(DeliveryOptions.MaxEventBytes)} allows {_options.MaxEventBytes}");
            Settled(scope, outcome, one.IsLast, ref afterLock);
            _books.AcceptSettled(outcome);
            afterLock.Note(outcome, 1);
            return true;
        }

        // Before the event is added: from then on the scope may close at any time.
        scope.Listen(this);
        bool isOpen = scope.IsOpen;
        if (isOpen && !_books.HasRoom(bytes))
        {
            return false;
        }

        if (isOpen)
        {
            WantAttempt(scope);
        }

        int index = scope.Add(one.IsLast, out bool pending, out bool completed);
        if (pending)
        {
            _books.Accept(bytes);
            _queue.Add(new QueuedEvent(scope, index, bytes, _time.GetTimestamp(), _books.Epoch), events.ParametersOf(one), events.MessageOf(one));
            return true;
        }

        AcceptAbandoned(scope, ref afterLock);
        if (completed)
        {
            afterLock.Complete(scope);
        }

        return true;
    }

    private static void Settled(DeliveryScope scope, EventOutcome outcome, bool isLast, ref AfterLock afterLock)
    {
        scope.Add(outcome, isLast, out bool completed);
        if (completed)
        {
            afterLock.Complete(scope);
        }
    }

    private void WantAttempt(DeliveryScope scope)
    {
        // The clock is asked only where it matters.
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
            if (TryAccept(waiter.Events, ref afterLock, out Exception? refusal))
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
