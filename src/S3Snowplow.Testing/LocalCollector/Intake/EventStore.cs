namespace S3Snowplow.Testing;

/// <summary>Keeps what came in, and wakes those who wait for a number of it. Safe for concurrent use.</summary>
internal sealed class EventStore
{
    private readonly Lock _gate = new();
    private readonly List<GoodEvent> _good = [];
    private readonly List<BadEvent> _bad = [];
    private readonly List<CollectorRequest> _requests = [];
    private readonly HashSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly List<Waiter> _waiters = [];

    // Tests ask again and again; a copy is made once for each state.
    private GoodEvent[]? _goodCopy;
    private BadEvent[]? _badCopy;
    private CollectorRequest[]? _requestsCopy;
    private int _generation;
    private bool _isClosed;

    public IReadOnlyList<GoodEvent> Good
    {
        get { lock (_gate) return _goodCopy ??= [.. _good]; }
    }

    public IReadOnlyList<BadEvent> Bad
    {
        get { lock (_gate) return _badCopy ??= [.. _bad]; }
    }

    public IReadOnlyList<CollectorRequest> Requests
    {
        get { lock (_gate) return _requestsCopy ??= [.. _requests]; }
    }

    public CollectorCounts Counts
    {
        get { lock (_gate) return new CollectorCounts(_good.Count, _bad.Count, _eventIds.Count); }
    }

    /// <summary>Counts resets: a request that was judged after the reset that followed its arrival leaves no trace.</summary>
    public int Generation
    {
        get { lock (_gate) return _generation; }
    }

    public void Add(CollectorRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            _requestsCopy = null;
            Wake();
        }
    }

    public void Add(IReadOnlyList<Verdict> verdicts, int generation)
    {
        lock (_gate)
        {
            if (generation != _generation)
                return;
            foreach (var verdict in verdicts)
            {
                if (verdict.Bad is not null)
                    _bad.Add(verdict.Bad);
                if (verdict.Good is not { } good)
                    continue;
                _good.Add(good);
                _eventIds.Add(good.EventId);
            }

            _goodCopy = null;
            _badCopy = null;
            Wake();
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _generation++;
            _good.Clear();
            _bad.Clear();
            _requests.Clear();
            _eventIds.Clear();
            _goodCopy = null;
            _badCopy = null;
            _requestsCopy = null;
        }
    }

    /// <summary>Completes when this many events are judged.</summary>
    public Task WhenEventsAsync(int count) => WhenAsync(() => _good.Count + _bad.Count >= count);

    /// <summary>Completes when this many requests are read.</summary>
    public Task WhenRequestsAsync(int count) => WhenAsync(() => _requests.Count >= count);

    /// <summary>Fails all who wait, now and later.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var waiter in _waiters)
                waiter.Signal.TrySetException(new ObjectDisposedException(nameof(LocalCollector)));
            _waiters.Clear();
        }
    }

    private Task WhenAsync(Func<bool> isMet)
    {
        lock (_gate)
        {
            if (isMet())
                return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LocalCollector));
            var waiter = new Waiter(isMet, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
            return waiter.Signal.Task;
        }
    }

    private void Wake() => _waiters.RemoveAll(waiter => waiter.IsMet() && waiter.Signal.TrySetResult());

    private readonly record struct Waiter(Func<bool> IsMet, TaskCompletionSource Signal);
}
