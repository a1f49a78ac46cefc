namespace S3Snowplow.Testing;

/// <summary>
/// The script of a collector's faults. Queued ones are played once each, in order, one for a request; then, for every request, the first
/// standing one that fits. Safe for concurrent use; with parallel requests, their order of arrival decides.
/// </summary>
/// <remarks>Only requests to tracking endpoints meet faults, never <c>/health</c> and <c>/micro</c>.</remarks>
public sealed class CollectorFaults
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _queue = [];
    private readonly List<Rule> _standing = [];

    internal CollectorFaults()
    {
    }

    /// <summary>How many queued faults have not been played yet.</summary>
    public int Pending
    {
        get { lock (_gate) return _queue.Count; }
    }

    /// <summary>Queues faults for the next requests, one each.</summary>
    /// <param name="faults">The faults, in order.</param>
    public void Enqueue(params CollectorFault[] faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        lock (_gate)
            _queue.AddRange(faults.Select(fault => new Rule(null, fault)));
    }

    /// <summary>Queues a fault for the next request that fits. Requests that do not fit take what is queued behind it.</summary>
    /// <param name="when">Sees the whole request: while such a fault is in the script, bodies are read before faults are chosen. Must not call back.</param>
    /// <param name="fault">The fault.</param>
    public void Enqueue(Func<CollectorRequest, bool> when, CollectorFault fault)
    {
        ArgumentNullException.ThrowIfNull(when);
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _queue.Add(new Rule(when, fault));
    }

    /// <summary>Plays a fault for every request that finds none queued.</summary>
    /// <param name="fault">The fault.</param>
    public void Always(CollectorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _standing.Add(new Rule(null, fault));
    }

    /// <summary>Plays a fault for every request that fits and finds none queued.</summary>
    /// <param name="when">Sees the whole request, see <see cref="Enqueue(Func{CollectorRequest, bool}, CollectorFault)"/>.</param>
    /// <param name="fault">The fault.</param>
    public void Always(Func<CollectorRequest, bool> when, CollectorFault fault)
    {
        ArgumentNullException.ThrowIfNull(when);
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _standing.Add(new Rule(when, fault));
    }

    /// <summary>Forgets all faults; those being played go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queue.Clear();
            _standing.Clear();
        }
    }

    /// <summary>Chooses for a request whose body is still unread.</summary>
    /// <param name="fault">The fault, or <see langword="null"/> for an honest answer.</param>
    /// <returns>Whether the choice was possible: not where a predicate must see the body first.</returns>
    internal bool TryTakeUnread(out CollectorFault? fault)
    {
        lock (_gate)
        {
            fault = null;
            if (_queue.Concat(_standing).FirstOrDefault() is not { } first)
                return true;
            if (first.When is not null)
                return false;
            fault = Take(first);
            return true;
        }
    }

    /// <summary>Chooses for a request whose body is read.</summary>
    internal CollectorFault? TakeRead(CollectorRequest request)
    {
        lock (_gate)
            return _queue.Concat(_standing).FirstOrDefault(rule => rule.When?.Invoke(request) ?? true) is { } rule ? Take(rule) : null;
    }

    // A standing rule is not in the queue, so removing it there does nothing.
    private CollectorFault Take(Rule rule)
    {
        _queue.Remove(rule);
        return rule.Fault;
    }

    // A class, not a record: two equal faults in the queue are two faults.
    private sealed class Rule(Func<CollectorRequest, bool>? when, CollectorFault fault)
    {
        public Func<CollectorRequest, bool>? When => when;

        public CollectorFault Fault => fault;
    }
}
