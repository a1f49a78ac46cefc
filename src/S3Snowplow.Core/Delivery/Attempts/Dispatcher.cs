using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// Decides when which events are sent, and what follows from each answer. One lock guards all state; nothing foreign runs under it.
/// </summary>
/// <remarks>
/// An event waits in the queue, then belongs to one batch until it has settled; a batch is either in flight or parked until it is due again.
/// The states are drawn in <c>docs/delivery.md</c>. This file has the state, bursts and flushes; <c>Dispatcher.Accepting.cs</c> has what comes in, <c>Dispatcher.Timing.cs</c> when what is sent,
/// <c>Dispatcher.Sending.cs</c> the attempts, <c>Dispatcher.Closing.cs</c> what ends early.
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

    // Beside the batches that requests may take at once: one that follows, and one that gathers. WhenWanted completes at one batch fewer, so that a source is not let go on for each batch.
    private const int FollowAndGather = 2;

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

    // How many threads are about to tell what has changed, after they have left the lock. The last one takes the lock again.
    private int _publishing;

    // Guarded by _gate too; Publish looks at _idle without it.
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
            if (_closed || _queue.Batches.Count <= Slots + FollowAndGather)
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

    private void TellWanted()
    {
        if (_wanted is not null && (_closed || _queue.Batches.Count < Slots + FollowAndGather))
        {
            _wanted.SetResult();
            _wanted = null;
        }
    }
}
