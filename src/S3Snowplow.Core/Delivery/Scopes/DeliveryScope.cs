namespace S3Snowplow.Delivery;

/// <summary>
/// The delivery of the events that belong together, usually those of one notification: their deadline, their outcomes by index, and one
/// completion when all have settled.
/// </summary>
/// <remarks>
/// Life: events are added, each with an index; the scope is sealed (nothing more is added); it completes once every event has an outcome.
/// At the deadline, or by <see cref="Abandon"/>, what has none becomes <see cref="DeliveryOutcome.Abandoned"/> at once, in flight or not.
/// The first outcome of an event wins. Safe for use by several threads.
/// </remarks>
#pragma warning disable CA2002, MA0064 // Locks itself: no code outside of this package can see it, and a lock of its own would be an object more for each notification.
internal class DeliveryScope : IDisposable
{
    private readonly Deadlines? _deadlines;
    private readonly bool _ownsDeadlines;
    private OutcomeList _outcomes;
    private TaskCompletionSource? _completion;
    private IScopeListener? _listener;
    private CancellationTokenSource? _closed;
    private volatile OutcomeReason _closeReason;
    private int _settled;
    private bool _sealed;
    private bool _completed;

    /// <summary>Opens a scope with a timer of its own.</summary>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none. Zero or less closes the scope at once.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    public DeliveryScope(TimeSpan deadline, TimeProvider? timeProvider = null)
#pragma warning disable CA2000 // The scope disposes of them.
        : this(deadline, IsAhead(deadline) ? new Deadlines(timeProvider ?? TimeProvider.System) : null) => _ownsDeadlines = _deadlines is not null;
#pragma warning restore CA2000

    /// <summary>Opens a scope that shares a timer with others.</summary>
    /// <param name="deadline">The time from now to the deadline; <see cref="Timeout.InfiniteTimeSpan"/> for none. Zero or less closes the scope at once.</param>
    /// <param name="deadlines">Where its deadline is kept, if it has one.</param>
    public DeliveryScope(TimeSpan deadline, Deadlines? deadlines)
    {
        if (!IsAhead(deadline))
        {
            _closeReason = deadline == Timeout.InfiniteTimeSpan ? OutcomeReason.None : OutcomeReason.DeadlinePassed;
            return;
        }

        _deadlines = deadlines!;
        long now = _deadlines.Time.GetTimestamp();
        long ticks = _deadlines.Time.ToTimestampTicks(deadline);
        DeadlineAt = ticks < long.MaxValue - now ? now + ticks : long.MaxValue;
        _deadlines.Add(this);
    }

    /// <summary>The time stamp of the deadline, where there is one.</summary>
    internal long DeadlineAt { get; }

    /// <summary>Where <see cref="Deadlines"/> keeps the scope; -1 where it does not. Guarded by the lock of those.</summary>
    internal int PlaceOfDeadline { get; set; } = -1;

    /// <summary>Whether events may still be delivered; <see langword="false"/> from the deadline, or the abandoning, on.</summary>
    public bool IsOpen => _closeReason == OutcomeReason.None;

    /// <summary>The time from now to the deadline, which somebody waits for; <see langword="null"/> where there is none.</summary>
    internal TimeSpan? Remaining => _deadlines is null ? null : _deadlines.Time.GetElapsedTime(_deadlines.Time.GetTimestamp(), DeadlineAt);

    /// <summary>Whether somebody waits for a deadline.</summary>
    internal bool HasDeadline => _deadlines is not null;

    /// <summary>
    /// Is cancelled when the scope closes with events pending. For emitters that wait for room, or send, on behalf of one scope; made when it is
    /// first asked for.
    /// </summary>
    public CancellationToken Closed
    {
        get
        {
            lock (this)
            {
                if (_closeReason != OutcomeReason.None)
                {
                    return new CancellationToken(canceled: true);
                }

                _closed ??= new CancellationTokenSource();
                return _closed.Token;
            }
        }
    }

    /// <summary>Why the scope was closed; <see cref="OutcomeReason.None"/> while it is open.</summary>
    public OutcomeReason CloseReason => _closeReason;

    /// <summary>How many events were added.</summary>
    public int Count
    {
        get
        {
            lock (this)
            {
                return _outcomes.Count;
            }
        }
    }

    /// <summary>How many of them have no outcome yet.</summary>
    public int Pending
    {
        get
        {
            lock (this)
            {
                return _outcomes.Count - _settled;
            }
        }
    }

    /// <summary>The outcomes by index, as they are now.</summary>
    public IReadOnlyList<EventOutcome> Outcomes
    {
        get
        {
            lock (this)
            {
                return _outcomes.ToArray();
            }
        }
    }

    /// <summary>The outcome at an index, as it is now.</summary>
    public EventOutcome OutcomeAt(int index)
    {
        lock (this)
        {
            return _outcomes[index];
        }
    }

    /// <summary>Completes when the scope is sealed and every event has an outcome. Never faults and is never cancelled.</summary>
    public Task Completion
    {
        get
        {
            lock (this)
            {
                if (_completion is null)
                {
                    _completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    if (_completed)
                    {
                        _completion.SetResult();
                    }
                }

                return _completion.Task;
            }
        }
    }

    /// <summary>The worst of the outcomes so far; <see cref="DeliveryOutcome.Pending"/> before the first.</summary>
    protected DeliveryOutcome WorstOutcome
    {
        get
        {
            lock (this)
            {
                return _outcomes.Worst;
            }
        }
    }

    /// <summary>Whether <see cref="OnCompleted"/> may take its time, because it calls what others wrote: then it runs on the thread pool.</summary>
    protected virtual bool HasCompletionWork => false;

    /// <summary>The next of the scopes that completed together; used by whoever completes them, from their last outcome on.</summary>
    internal DeliveryScope? NextCompleted { get; set; }

    /// <summary>Adds an event; an emitter calls this for each event that it accepts.</summary>
    /// <returns>The event's index. In a closed scope the event has the outcome <see cref="DeliveryOutcome.Abandoned"/> already.</returns>
    /// <exception cref="InvalidOperationException">The scope is sealed.</exception>
    public int Add() => Add(out _);

    /// <summary>As <see cref="Add()"/>, and tells whether the event is pending; it is not in a closed scope.</summary>
    internal int Add(out bool pending) => Add(isLast: false, out pending, out _);

    /// <summary>
    /// As <see cref="Add(out bool)"/>, and seals the scope with its last event. Where that completes it, it is left to the caller to call <see cref="Complete"/> once it holds no lock.
    /// </summary>
    internal int Add(bool isLast, out bool pending, out bool completed)
    {
        lock (this)
        {
            OutcomeReason closed = _closeReason;
            pending = closed == OutcomeReason.None;
            return AddCore(pending ? default : EventOutcome.Abandoned(closed), isLast, out completed);
        }
    }

    /// <summary>As <see cref="Add(bool, out bool, out bool)"/>, for an event that has its outcome already.</summary>
    internal void Add(EventOutcome outcome, bool isLast, out bool completed)
    {
        lock (this)
        {
            AddCore(outcome, isLast, out completed);
        }
    }

    /// <summary>Adds an event that has its outcome already, such as one that could not be made.</summary>
    /// <exception cref="InvalidOperationException">The scope is sealed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The outcome is <see cref="DeliveryOutcome.Pending"/>.</exception>
    public int Add(EventOutcome outcome)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)outcome.Outcome, (int)DeliveryOutcome.Pending, nameof(outcome));

        lock (this)
        {
            return AddCore(outcome, isLast: false, out _);
        }
    }

    /// <summary>Gives an event its outcome. The first one wins.</summary>
    /// <remarks>For the emitter that added the event, and nobody else: an emitter that finds its event settled takes its own answer for late.</remarks>
    /// <returns>Whether this was the first.</returns>
    public bool TrySettle(int index, EventOutcome outcome)
    {
        bool first = TrySettle(index, outcome, out bool completed);
        if (completed)
        {
            Complete();
        }

        return first;
    }

    /// <summary>As <see cref="TrySettle(int, EventOutcome)"/>, but leaves it to the caller to call <see cref="Complete"/> once it holds no lock.</summary>
    internal bool TrySettle(int index, EventOutcome outcome, out bool completed)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)outcome.Outcome, (int)DeliveryOutcome.Pending, nameof(outcome));

        lock (this)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _outcomes.Count);
            completed = false;
            if (!_outcomes.IsPending(index))
            {
                return false;
            }

            _outcomes[index] = outcome;
            _settled++;
            completed = IsComplete();
            return true;
        }
    }

    /// <summary>Says that nothing more is added. Idempotent.</summary>
    public void Seal()
    {
        lock (this)
        {
            _sealed = true;
            if (!IsComplete())
            {
                return;
            }
        }

        Complete();
    }

    /// <summary>Closes the scope: every event without an outcome is abandoned at once, and so is every one added later. Idempotent.</summary>
    /// <param name="reason">Why.</param>
    public void Abandon(OutcomeReason reason)
    {
        int abandoned = 0;
        bool complete;
        IScopeListener? listener;
        CancellationTokenSource? closed;
        lock (this)
        {
            if (_completed || _closeReason != OutcomeReason.None)
            {
                return;
            }

            _closeReason = reason;
            for (int i = 0; i < _outcomes.Count; i++)
            {
                if (_outcomes.IsPending(i))
                {
                    _outcomes[i] = EventOutcome.Abandoned(reason);
                    abandoned++;
                }
            }

            _settled += abandoned;
            listener = _listener;
            closed = _closed;
            complete = IsComplete();
        }

        // Counted before it completes: whoever awaits the completion finds the books in order.
        listener?.OnScopeClosed(this, abandoned);
        try
        {
            closed?.Cancel();
        }
        catch (AggregateException)
        {
            // What an emitter registered for the closing threw; the scope goes on to complete.
        }

        if (complete)
        {
            Complete();
        }
    }

    /// <summary>Abandons what has not settled.</summary>
    public void Dispose()
    {
        Abandon(OutcomeReason.Stopped);
        LeaveDeadlines();
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells <paramref name="listener"/> when the scope is closed with events pending. A scope is used with one emitter.</summary>
    internal void Listen(IScopeListener listener)
    {
        if (_listener == listener)
        {
            return;
        }

        // Under the lock: who looks at IsOpen after this either sees the closing, or is told of it.
        lock (this)
        {
            _listener = listener;
        }
    }

    private int AddCore(EventOutcome outcome, bool isLast, out bool completed)
    {
        if (_sealed)
        {
            throw new InvalidOperationException("The delivery scope is sealed; events are added before Seal is called.");
        }

        _outcomes.Add(outcome);
        _settled += outcome.Outcome == DeliveryOutcome.Pending ? 0 : 1;
        _sealed = isLast;
        completed = isLast && IsComplete();
        return _outcomes.Count - 1;
    }

    // True once, for the one call that completes the scope.
    private bool IsComplete()
    {
        if (_completed || !_sealed || _settled < _outcomes.Count)
        {
            return false;
        }

        _completed = true;
        return true;
    }

    /// <summary>Tells the world; called once, by whoever gave the last outcome.</summary>
    internal void Complete()
    {
        Announce();
        if (HasCompletionWork)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static scope => scope.OnCompleted(), this, preferLocal: false);
        }
        else
        {
            OnCompleted();
        }
    }

    /// <summary>
    /// As <see cref="Complete"/>, for a chain of scopes. Their work is one item of the thread pool: an item for each would cost more than most of
    /// them do.
    /// </summary>
    internal static void CompleteAll(DeliveryScope first)
    {
        bool hasWork = false;
        for (DeliveryScope? scope = first; scope is not null; scope = scope.NextCompleted)
        {
            scope.Announce();
            hasWork |= scope.HasCompletionWork;
        }

        if (hasWork)
        {
            ThreadPool.UnsafeQueueUserWorkItem(RunCompletionWork, first, preferLocal: false);
        }
        else
        {
            RunCompletionWork(first);
        }
    }

    /// <summary>Runs once, when the scope has completed; see <see cref="HasCompletionWork"/>. Must not throw.</summary>
    protected virtual void OnCompleted()
    {
    }

    private static bool IsAhead(TimeSpan deadline) => deadline > TimeSpan.Zero;

    private void LeaveDeadlines()
    {
        if (_deadlines is null)
        {
            return;
        }

        _deadlines.Remove(this);
        if (_ownsDeadlines)
        {
            _deadlines.Dispose();
        }
    }

    private void Announce()
    {
        // Without the lock: whoever makes a completion from now on finds the scope completed.
        LeaveDeadlines();
        Volatile.Read(ref _completion)?.TrySetResult();
    }

    private static void RunCompletionWork(DeliveryScope first)
    {
        for (DeliveryScope? scope = first; scope is not null;)
        {
            // The chain ends here, so that one scope that is kept does not keep the others.
            DeliveryScope? next = scope.NextCompleted;
            scope.NextCompleted = null;
            scope.OnCompleted();
            scope = next;
        }
    }
}
