using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <content>The sending: an attempt, and what follows from its answer.</content>
internal sealed partial class Dispatcher
{
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
            bool heldBack = _hasLingered || (_inFlight.Count >= _window.Size && _queue.Count > 0);
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
                    FitWindow(batch, answer, heldBack);
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

    private void FitWindow(Batch batch, in CollectorAnswer answer, bool heldBack)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Delivered:
                _window.Delivered(_time.GetTimestamp() - batch.StartedAt, heldBack, _queue.HasFullBatch);
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

    private void TakeChanges(ref AfterLock afterLock)
    {
        afterLock.Changes = _books.TakeChanges();
        (int window, int bound) = _closed ? (0, 0) : (_window.Size, _options.MaxConcurrentRequests);
        afterLock.Window = (window - _toldWindow, bound - _toldBound);
        (_toldWindow, _toldBound) = (window, bound);
        if (afterLock.HasChanges)
        {
            Interlocked.Increment(ref _publishing);
        }
    }

    /// <summary>Does what had to wait for the lock to be left.</summary>
    private void Publish(in AfterLock afterLock)
    {
        try
        {
            afterLock.Run(_logger, _metrics);
        }
        finally
        {
            if (afterLock.HasChanges && Interlocked.Decrement(ref _publishing) == 0 && Volatile.Read(ref _idle) is not null)
            {
                lock (_gate)
                {
                    TellIdle();
                }
            }
        }
    }
}
