using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// Decides when which events are sent, and what follows from each answer. One lock guards all state; nothing foreign runs under it.
/// </summary>
/// <remarks>
/// An event waits in the queue, then belongs to one batch until it has settled; a batch is either in flight or parked until it is due again.
/// The states are drawn in <c>docs/delivery.md</c>. This file has the state, flushes and closings; <c>Dispatcher.Accepting.cs</c> has
/// what comes in, <c>Dispatcher.Sending.cs</c> what goes out.
/// </remarks>
internal sealed partial class Dispatcher : IScopeListener
{
    private readonly Lock _gate = new();
    private readonly DeliveryOptions _options;
    private readonly IEventTransport _transport;
    private readonly PostBody _body;
    private readonly TimeProvider _time;
    private readonly RelayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Outage _outage;
    private readonly RequestWindow _window;
    private readonly Books _books;
    private readonly ITimer _timer;
    private readonly GatheringTurn _turn;
    private readonly long _linger;
    private readonly long _budget;

    // All guarded by _gate.
    private readonly EventQueue _queue;
    private readonly List<Batch> _parked = [];
    private readonly List<Batch> _inFlight = [];
    private readonly LinkedList<RoomWaiter> _waiters = [];
    private long _armedFor = long.MaxValue;
    private long _timerDue;
    private bool _sweepQueued;
    private bool _closed;
    private int _closings;

    // What closed scopes abandoned, until the sweep that serves them logs it: one line for all that close together, not one for each.
    private AfterLock _untold;
    private int _bursts;
    private bool _hasLingered;
    private int _toldWindow;
    private int _toldBound;
    private int _publishing;
    private TaskCompletionSource? _ready;
    private TaskCompletionSource? _wanted;
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _quiet;

    public Dispatcher(DeliveryOptions options, IEventTransport transport, TrackerIdentity identity, TimeProvider time, Func<double> random, RelayMetrics metrics, ILogger logger)
    {
        _options = options;
        _transport = transport;
        _body = new PostBody(identity);
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _outage = new Outage(new RetrySchedule(options.RetryBaseDelay, options.RetryMaxDelay, random), time);
        _window = new RequestWindow(options.MaxConcurrentRequests, time.ToTimestampTicks(TimeSpan.FromMilliseconds(1)));
        _books = new Books(options);
        _queue = new EventQueue(options, _body, batch => _ = SendAsync(batch));
        Deadlines = new Deadlines(time);
        _linger = time.ToTimestampTicks(options.Linger);
        _budget = options.RetryBudget == Timeout.InfiniteTimeSpan ? 0 : time.ToTimestampTicks(options.RetryBudget);
        _turn = new GatheringTurn(OnTurnOver);
        _timer = time.CreateTimer(static dispatcher => ((Dispatcher)dispatcher!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The deadlines of the scopes whose events it is given.</summary>
    public Deadlines Deadlines { get; }

    public EmitterState State
    {
        get
        {
            lock (_gate)
            {
                return CurrentState;
            }
        }
    }

    private EmitterState CurrentState => _closed ? EmitterState.Closed : _outage.State;

    private bool IsAtRest => _inFlight.Count == 0 && !_untold.HasNotes && Volatile.Read(ref _publishing) == 0;

    public EmitterStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _books.Statistics;
            }
        }
    }

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

    /// <summary>Says that more events come at once: until <see cref="EndBurst"/> a batch that is not full lingers even while nothing is in flight.</summary>
    public void BeginBurst()
    {
        lock (_gate)
        {
            _bursts++;
        }
    }

    /// <summary>Says that nothing more is at hand: what is there is sent.</summary>
    public void EndBurst()
    {
        var afterLock = default(AfterLock);
        lock (_gate)
        {
            _bursts--;
            Pump(ref afterLock);
        }

        Publish(afterLock);
    }

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

    /// <param name="deadline">How long the flush is waited for.</param>
    public Books.FlushWaiter BeginFlush(TimeSpan deadline)
    {
        var afterLock = default(AfterLock);
        Books.FlushWaiter waiter;
        lock (_gate)
        {
            waiter = _books.BeginFlush();
            if (_books.Held > 0 && deadline != Timeout.InfiniteTimeSpan)
            {
                _outage.Want(deadline);
            }

            Pump(ref afterLock);
        }

        Publish(afterLock);
        return waiter;
    }

    public FlushResult EndFlush(Books.FlushWaiter waiter)
    {
        // What its scope has abandoned is settled, though it may still be held.
        Sweep();
        lock (_gate)
        {
            return new FlushResult(_books.EndFlush(waiter), _books.Statistics);
        }
    }

    /// <summary>A task that is complete while events may be taken in.</summary>
    public Task WhenReady()
    {
        lock (_gate)
        {
            return _ready?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>A task that is complete while few batches wait: as many as may be in flight, one that follows, and one that gathers.</summary>
    public Task WhenWanted()
    {
        lock (_gate)
        {
            if (_closed || _queue.Batches.Count <= Slots + 2)
            {
                return Task.CompletedTask;
            }

            _wanted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _wanted.Task;
        }
    }

    /// <summary>How many events and bytes are held.</summary>
    public (int Events, long Bytes) Held
    {
        get
        {
            lock (_gate)
            {
                return (_books.Held, _books.HeldBytes);
            }
        }
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

    private void TellWanted()
    {
        if (_wanted is not null && (_closed || _queue.Batches.Count <= Slots + 1))
        {
            _wanted.SetResult();
            _wanted = null;
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
}
