namespace S3Snowplow.Testing;

/// <summary>Keeps what came in, and wakes those who wait for a number of it. Safe for concurrent use.</summary>
/// <param name="kept">How many good events, bad events and requests are kept, the newest of each; <see langword="null"/>: all.</param>
internal sealed class EventStore(int? kept = null)
{
    private readonly Lock _gate = new();
    private readonly Queue<GoodEvent> _good = [];
    private readonly Queue<BadEvent> _bad = [];
    private readonly Queue<CollectorRequest> _requests = [];
    private readonly HashSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly List<Waiter> _waiters = [];

    // Tests ask again and again; a copy is made once for each state.
    private GoodEvent[]? _goodCopy;
    private BadEvent[]? _badCopy;
    private CollectorRequest[]? _requestsCopy;
    private int _goodCount;
    private int _badCount;
    private int _requestCount;
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
        get { lock (_gate) return new CollectorCounts(_goodCount, _badCount, kept is null ? _eventIds.Count : _good.DistinctBy(good => good.EventId, StringComparer.Ordinal).Count()); }
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
            Keep(_requests, request, ref _requestCount);
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
                    Keep(_bad, verdict.Bad, ref _badCount);
                if (verdict.Good is not { } good)
                    continue;
                Keep(_good, good, ref _goodCount);
                if (kept is null)
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
            (_goodCount, _badCount, _requestCount) = (0, 0, 0);
            _goodCopy = null;
            _badCopy = null;
            _requestsCopy = null;
        }
    }

    /// <summary>Completes when this many events are judged.</summary>
    public Task WhenEventsAsync(int count) => WhenAsync(() => _goodCount + _badCount >= count);

    /// <summary>Completes when this many requests are read.</summary>
    public Task WhenRequestsAsync(int count) => WhenAsync(() => _requestCount >= count);

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

    private void Keep<T>(Queue<T> all, T one, ref int count)
    {
        count++;
        all.Enqueue(one);
        if (all.Count > kept)
            all.Dequeue();
    }

    private void Wake() => _waiters.RemoveAll(waiter => waiter.IsMet() && waiter.Signal.TrySetResult());

    private readonly record struct Waiter(Func<bool> IsMet, TaskCompletionSource Signal);
}
