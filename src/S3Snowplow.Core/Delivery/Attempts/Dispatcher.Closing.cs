using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <content>The closing: of scopes and of the emitter, and the waits until nothing is under way.</content>
internal sealed partial class Dispatcher
{
    /// <summary>Says that many scopes are about to be closed, for one reason: until <see cref="EndClosing"/> what that abandons is gathered.</summary>
    public void BeginClosing()
    {
        lock (_gate)
        {
            _closings++;
        }
    }

    /// <summary>Says that they are closed.</summary>
    public void EndClosing()
    {
        lock (_gate)
        {
            _closings--;
        }

        Sweep();
    }

    /// <summary>Takes no more events, and abandons the scopes of all that are held.</summary>
    public void Close(OutcomeReason reason)
    {
        HashSet<DeliveryScope> scopes;
        EmitterState before;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            before = CurrentState;
            _closed = true;
            _closings++;
            scopes = [.. _queue.Scopes()];
            foreach (Batch batch in _parked.Concat(_inFlight))
            {
                foreach (ref readonly QueuedEvent queued in batch.Events)
                {
                    scopes.Add(queued.Scope);
                }
            }

            foreach (RoomWaiter waiter in _waiters)
            {
                waiter.Refuse(new ObjectDisposedException(nameof(BufferedEventEmitter)));
            }

            _waiters.Clear();
            OpenGate();
            TellWanted();
        }

        foreach (DeliveryScope scope in scopes)
        {
            scope.Abandon(reason);
        }

        EndClosing();
        _timer.Dispose();
        _metrics.Paused(before, EmitterState.Closed);
    }

    /// <inheritdoc/>
    public void OnScopeClosed(DeliveryScope scope, int abandoned)
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            _books.Abandon(abandoned, scope.CloseReason);
            _untold.Note(EventOutcome.Abandoned(scope.CloseReason), abandoned);
            if (_closings == 0 && _closed)
            {
                // Nobody sweeps any more.
                afterLock.TakeNotes(ref _untold);
            }

            TakeChanges(ref afterLock);

            // Many scopes may close at the same time; one sweep over all that is held serves them together.
            if (!_sweepQueued && !_closed && _closings == 0)
            {
                _sweepQueued = true;
                ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => dispatcher.Sweep(), this, preferLocal: false);
            }
        }

        Publish(afterLock);
    }

    /// <summary>Lets go of the events of closed scopes wherever they are, and calls off requests that carry nothing else.</summary>
    private void Sweep()
    {
        var afterLock = default(AfterLock);
        List<CancellationTokenSource> calledOff = [];
        lock (_gate)
        {
            _sweepQueued = false;
            if (_closings == 0)
            {
                afterLock.TakeNotes(ref _untold);
            }

            foreach (Batch batch in _queue.Batches)
            {
                LetGo(batch);
            }

            _queue.Trim();
            foreach (Batch batch in _parked)
            {
                LetGo(batch);
            }

            _parked.RemoveAll(batch => batch.Count == 0);
            long now = _time.GetTimestamp();
            for (LinkedListNode<RoomWaiter>? node = _waiters.First, next; node is not null; node = next)
            {
                // Wherever in the line: it waits for room that it no longer needs.
                next = node.Next;
                if (!node.Value.Events.NextScope.IsOpen && TryAdmit(node.Value, now, ref afterLock))
                {
                    _waiters.Remove(node);
                }
            }

            foreach (Batch batch in _inFlight)
            {
                _books.ReleaseClosed(batch.Events);
                if (batch.Attempt is not null && !batch.HasOpenScope())
                {
                    calledOff.Add(batch.Attempt);
                }
            }

            Pump(ref afterLock);
            TellQuiet();
            if (!afterLock.HasChanges)
            {
                // With changes it is told when they are published.
                TellIdle();
            }
        }

        // Cancelling runs what was registered with the token, so it is done outside.
        foreach (CancellationTokenSource attempt in calledOff)
        {
            try
            {
                attempt.Cancel();
            }
            catch (AggregateException exception)
            {
                // What the transport registered with the token threw; the request ends by its time limit at the latest.
                Log.AttemptFailed(_logger, exception);
            }
        }

        Publish(afterLock);
    }

    private void LetGo(Batch batch)
    {
        if (_books.ReleaseClosed(batch.Events))
        {
            batch.RemoveReleased();
        }
    }

    /// <summary>Completes when no attempt is under way, and all that happened has been measured and logged.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (IsAtRest)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Completes when no attempt is under way that has only events of closed scopes.</summary>
    public Task WhenQuiet()
    {
        lock (_gate)
        {
            if (IsQuiet())
            {
                return Task.CompletedTask;
            }

            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    // A sweep that is due may find such an attempt, though none is seen yet.
    private bool IsQuiet() => !_sweepQueued && _inFlight.TrueForAll(static batch => batch.HasOpenScope());

    private void TellQuiet()
    {
        if (_quiet is not null && IsQuiet())
        {
            _quiet.SetResult();
            _quiet = null;
        }
    }

    private void TellIdle()
    {
        if (IsAtRest)
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    private bool IsAtRest => _inFlight.Count == 0 && !_untold.HasNotes && Volatile.Read(ref _publishing) == 0;

    /// <summary>Whether no attempt is under way, no sweep is due, and all that happened has been measured and logged.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return IsAtRest && !_sweepQueued;
            }
        }
    }
}
