namespace S3Snowplow.Delivery;

/// <content>The timing: what may be sent now, what only time brings about, and what has been tried for long enough.</content>
internal sealed partial class Dispatcher
{
    private void OnTimer()
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            if (_armedFor != long.MaxValue)
            {
                _window.TimerCame(_time.GetTimestamp() - _timerDue);
                _armedFor = long.MaxValue;
            }

            Pump(ref afterLock);
        }

        Publish(afterLock);
    }

    private void OnTurnOver()
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            _turn.End();
            Pump(ref afterLock);
            _turn.Clear();
        }

        Publish(afterLock);
    }

    /// <summary>
    /// Starts what may be sent now, sets the timer for what may be sent later, and takes what has changed. Called after every change of state, as the last
    /// thing under the lock; a closed emitter starts nothing.
    /// </summary>
    /// <param name="afterLock">Is given what is to be done after the lock.</param>
    /// <param name="sendsOne">Whether the caller sends the first batch that may be sent now, which it is given; without, all go to the thread pool.</param>
    private Batch? Pump(ref AfterLock afterLock, bool sendsOne = false)
    {
        Batch? next = null;
        if (!_closed)
        {
            long now = _time.GetTimestamp();

            // First: what expires makes room, and nothing else may come along that looks for waiters.
            ExpireWaiting(now, ref afterLock);
            AdmitWaiters(now, ref afterLock);
            while (_inFlight.Count < Slots && NextBatch(now) is { } batch)
            {
                _inFlight.Add(batch);
                _outage.Begin();
                batch.Attempt = new CancellationTokenSource();
                batch.StartedAt = now;
                if (sendsOne)
                {
                    (next, sendsOne) = (batch, false);
                }
                else
                {
                    ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
                }
            }

            if (_queue.Count == 0 && _parked.Count == 0)
            {
                _outage.Forget();
                if (_inFlight.Count == 0)
                {
                    _queue.Rest();
                }
            }

            UpdateGate(now);
            TellWanted();
            Arm(now);
        }

        TakeChanges(ref afterLock);
        return next;
    }

    private Batch? NextBatch(long now)
    {
        if (_outage.IsActive)
        {
            // One at a time; but one that hangs does not keep those from trying who have less time than it takes.
            return now < (_inFlight.Count == 0 ? _outage.NextAt : _outage.WantedAt) ? null
                : _outage.TryParkedNext() ? TakeParked(long.MaxValue) ?? _queue.Take()
                : _queue.Take() ?? TakeParked(long.MaxValue);
        }

        if (TakeParked(now) is { } parked)
        {
            return parked;
        }

        if (!IsTimeToSend(now))
        {
            return null;
        }

        // Not the first of an idle emitter, which is sent at once: those that gathered while others were in flight.
        _hasLingered |= _inFlight.Count > 0;
        return _queue.Take();
    }

    private bool IsTimeToSend(long now) => _queue.Count > 0
        && ((_inFlight.Count == 0 && (_bursts == 0 || _waiters.Count > 0))
            || _queue.HasFullBatch
            || _queue.Oldest.Epoch.Number <= _books.FlushThrough
            || _turn.IsOver
            || now - _queue.Oldest.AcceptedAt >= Linger);

    // In an outage the window is 1, and the outage says when a second request may start beside one that hangs: for those who wait with a deadline.
    private int Slots => _outage.IsActive ? Math.Min(2, _options.MaxConcurrentRequests) : _window.Size;

    // A burst gathers what is at hand, so it keeps the whole time.
    private long Linger => _bursts > 0 ? _linger : _window.Linger(_linger);

    private Batch? TakeParked(long dueBy)
    {
        Batch? earliest = null;
        foreach (Batch batch in _parked)
        {
            if (batch.DueAt <= dueBy && (earliest is null || batch.DueAt < earliest.DueAt))
            {
                earliest = batch;
            }
        }

        if (earliest is not null)
        {
            _parked.Remove(earliest);
        }

        return earliest;
    }

    /// <summary>Settles what has been tried long enough. The oldest come first in the queue, so that most calls look at one event.</summary>
    private void ExpireWaiting(long now, ref AfterLock afterLock)
    {
        if (_budget == 0)
        {
            return;
        }

        if (_queue.Count > 0 && now - _queue.Oldest.AcceptedAt >= _budget)
        {
            foreach (Batch batch in _queue.Batches)
            {
                Expire(batch, now, ref afterLock);
            }

            _queue.Trim();
        }

        for (int i = _parked.Count - 1; i >= 0; i--)
        {
            Expire(_parked[i], now, ref afterLock);
            if (_parked[i].Count == 0)
            {
                _queue.Recycle(_parked[i]);
                _parked.RemoveAt(i);
            }
        }
    }

    private void Expire(Batch batch, long now, ref AfterLock afterLock)
    {
        // The events of a batch are in the order of their acceptance.
        int expired = 0;
        while (expired < batch.Count && now - batch.Events[expired].AcceptedAt >= _budget)
        {
            expired++;
        }

        if (expired > 0)
        {
            _books.Settle(batch.Events[..expired], Expiry(batch.LastAnswer), ref afterLock);
            batch.RemoveReleased();
        }
    }

    private EventOutcome Expiry(in CollectorAnswer last) => EventOutcome.Expired(
        last.Kind == AnswerKind.None ? OutcomeReason.NeverAttempted : OutcomeReason.RetryBudgetEnded,
        last.Kind == AnswerKind.None
            ? $"not sent within {nameof(RelayOptions.Delivery)}.{nameof(DeliveryOptions.RetryBudget)} ({_options.RetryBudget}): "
                + (_outage.IsActive ? $"the collector is failing, the last attempt with others got {_outage.LastFailure}" : "the collector is too slow")
            : $"tried for {nameof(RelayOptions.Delivery)}.{nameof(DeliveryOptions.RetryBudget)} ({_options.RetryBudget}); the last attempt got {last}",
        last.StatusCode);

    /// <summary>
    /// Shuts the gate for sources while the collector fails. Once nothing is held any more it opens when the next attempt may be made:
    /// somebody has to bring the event that finds out whether the collector is back.
    /// </summary>
    private void UpdateGate(long now)
    {
        bool open = !_outage.IsActive || (_books.Held == 0 && now >= _outage.NextAttemptAt);
        if (open)
        {
            OpenGate();
        }
        else
        {
            _ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void OpenGate()
    {
        _ready?.TrySetResult();
        _ready = null;
    }

    /// <summary>Sets the timer for the earliest thing that only time brings about.</summary>
    private void Arm(long now)
    {
        long next = long.MaxValue;
        bool hasSlot = _inFlight.Count < Slots;
        if (_outage.IsActive)
        {
            next = _inFlight.Count > 0 ? (hasSlot ? _outage.WantedAt : long.MaxValue) : _ready is not null ? _outage.NextAt : long.MaxValue;
        }
        else if (hasSlot)
        {
            if (_queue.Count > 0 && _bursts == 0 && _window.GathersWithoutTimer(_linger))
            {
                _turn.Begin();
            }
            else if (_queue.Count > 0)
            {
                next = _queue.Oldest.AcceptedAt + Linger;
            }

            foreach (Batch batch in _parked)
            {
                next = Math.Min(next, batch.DueAt);
            }
        }

        if (_budget > 0)
        {
            next = _queue.Count > 0 ? Math.Min(next, _queue.Oldest.AcceptedAt + _budget) : next;
            foreach (Batch batch in _parked)
            {
                next = Math.Min(next, batch.Events[0].AcceptedAt + _budget);
            }
        }

        // A timer that is early costs one look; setting it anew for each event would cost more.
        if (next < _armedFor)
        {
            _armedFor = next;
            double ticks = Math.Ceiling(Math.Max(0, next - now) * ((double)TimeSpan.TicksPerSecond / _time.TimestampFrequency));
            TimeSpan wait = _time.ForTimer(TimeSpan.FromTicks((long)ticks));
            _timerDue = now + _time.ToTimestampTicks(wait);
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }
}
