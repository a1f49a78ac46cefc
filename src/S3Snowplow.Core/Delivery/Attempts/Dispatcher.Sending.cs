using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <content>The sending: which batch next, the attempt, and what follows from its answer.</content>
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
                if (sendsOne && next is null)
                {
                    next = batch;
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
    /// One attempt, and those that may follow its answer: another thread would have to be woken for them. It is not awaited, so what can throw is inside the try.
    /// </summary>
    private async Task SendAsync(Batch first)
    {
        for (Batch? batch = first; batch is not null;)
        {
            CollectorAnswer answer = default;
            // Never disposed of: a sweep may be about to cancel it, and it has neither timer nor handle.
            CancellationTokenSource attempt = batch.Attempt!;
            try
            {
                if (HasOpenEvents(batch))
                {
                    answer = await _transport.SendAsync(new EventBatch(batch, batch.Body(_time.GetUtcNow())), attempt.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (attempt.IsCancellationRequested)
            {
                // Called off: no open scope is left in it.
            }
#pragma warning disable CA1031 // Protects the books: whatever a transport throws, the events must be settled or tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.AttemptFailed(_logger, exception);
                answer = CollectorAnswer.NoAnswer(exception.GetType().Name);
            }

            batch = AfterAttempt(batch, answer);
        }
    }

    /// <summary>
    /// Removes the events of scopes that were closed since the batch was made, as the last thing before an attempt: no sweep may have run in between.
    /// </summary>
    private bool HasOpenEvents(Batch batch)
    {
        lock (_gate)
        {
            LetGo(batch);
            return batch.Count > 0;
        }
    }

    private Batch? AfterAttempt(Batch batch, in CollectorAnswer answer)
    {
        Batch? next;
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            bool held = _hasLingered || (_inFlight.Count >= _window.Size && _queue.Count > 0);
            _hasLingered = false;
            _inFlight.Remove(batch);
            batch.Attempt = null;
            EmitterState before = CurrentState;
            if (answer.Kind == AnswerKind.None)
            {
                // Only now: a request that was called off may read from its slab until its task has ended.
                _books.Release(batch.Events);
                _queue.Recycle(batch);
            }
            else
            {
                // What fails alone says nothing of the collector, so it makes no outage that the others would have to wait for.
                bool alone = answer.Kind is AnswerKind.Retry or AnswerKind.Misdirected && FailedAlone(batch) && !answer.AsksToSlowDown && !_outage.IsActive;
                if (!alone)
                {
                    _outage.Note(answer);
                    FitWindow(batch, answer, held);
                }

                Follow(batch, answer, split: alone || answer.Kind == AnswerKind.Suspect, ref afterLock);
            }

            if (CurrentState != before)
            {
                afterLock.Turned(before, CurrentState, answer);
            }

            next = Pump(ref afterLock, sendsOne: true);
            TellIdle();
            TellQuiet();
        }

        Publish(afterLock);
        return next;
    }

    private void FitWindow(Batch batch, in CollectorAnswer answer, bool held)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Delivered:
                _window.Delivered(_time.GetTimestamp() - batch.StartedAt, held, _queue.HasFullBatch);
                break;
            case AnswerKind.Suspect:
                _window.Recovered();
                break;
            default:
                _window.Failed();
                break;
        }
    }

    /// <summary>Notes a failure of a batch, and tells whether it is the batch that fails rather than the collector.</summary>
    private bool FailedAlone(Batch batch)
    {
        batch.Failures++;
        batch.FailsAlone |= batch.Failures >= 2 && _outage.Delivered > batch.OthersDelivered;
        batch.OthersDelivered = _outage.Delivered;
        return batch.FailsAlone;
    }

    private void Follow(Batch batch, in CollectorAnswer answer, bool split, ref AfterLock afterLock)
    {
        batch.LastAnswer = answer;
        switch (answer.Kind)
        {
            case AnswerKind.Delivered:
                _books.Settle(batch.Events, EventOutcome.Delivered with { StatusCode = answer.StatusCode }, ref afterLock);
                _queue.Recycle(batch);
                return;

            case AnswerKind.Suspect when batch.Count == 1:
                _books.Settle(batch.Events, EventOutcome.Rejected(OutcomeReason.RefusedByCollector, $"the collector refused the event, sent alone, with {answer}", answer.StatusCode), ref afterLock);
                _queue.Recycle(batch);
                return;

            case AnswerKind.Suspect:
                batch.DueAt = _time.GetTimestamp();
                break;

            default:
                batch.DueAt = _outage.DueAfter(batch.Failures, answer.RetryAfter);
                break;
        }

        // Its companions must not share the fate of the one event that the collector refuses or cannot bear.
        LetGo(batch);
        if (batch.Count > 1 && split)
        {
            Batch half = _queue.NewBatch();
            batch.SplitOff(half);
            _parked.Add(half);
        }

        if (batch.Count > 0)
        {
            _parked.Add(batch);
            if (HasDeadline(batch))
            {
                _outage.WantAgain(batch.DueAt);
            }

            return;
        }

        _queue.Recycle(batch);
    }

    private static bool HasDeadline(Batch batch)
    {
        foreach (ref readonly QueuedEvent queued in batch.Events)
        {
            if (queued.Scope.HasDeadline)
            {
                return true;
            }
        }

        return false;
    }

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
