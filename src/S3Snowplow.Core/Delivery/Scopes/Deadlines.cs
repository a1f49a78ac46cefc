namespace S3Snowplow.Delivery;

/// <summary>
/// The deadlines of all open scopes, the earliest first, and one timer for all of them: a timer for each notification cost more than its books. Safe for use by several threads.
/// </summary>
/// <remarks>A binary heap in which each scope knows its place, so that a scope that completes leaves it at once.</remarks>
/// <param name="time">The clock.</param>
internal sealed class Deadlines(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private DeliveryScope[] _heap = new DeliveryScope[16];
    private int _count;
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private bool _isDisposed;

    public TimeProvider Time => time;

    /// <summary>Closes the scope at its deadline, unless it is removed before.</summary>
    public void Add(DeliveryScope scope)
    {
        lock (_gate)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            Rise(_count++, scope);
            Arm();
        }
    }

    /// <summary>Forgets a scope; one that is not here, or no more, is left.</summary>
    public void Remove(DeliveryScope scope)
    {
        lock (_gate)
        {
            if (scope.PlaceOfDeadline >= 0)
            {
                RemoveAt(scope.PlaceOfDeadline);
            }
        }
    }

    /// <summary>Ends the timer; for the deadlines of one scope, once it is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void OnTimer()
    {
        List<DeliveryScope> due = [];
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            long now = time.GetTimestamp();
            while (_count > 0 && _heap[0].DeadlineAt <= now)
            {
                due.Add(_heap[0]);
                RemoveAt(0);
            }

            Arm();
        }

        foreach (DeliveryScope scope in due)
        {
            scope.Abandon(OutcomeReason.DeadlinePassed);
        }
    }

    // A timer that is early costs one look; setting it anew for each scope that completes would cost more.
    private void Arm()
    {
        if (_count == 0 || _heap[0].DeadlineAt >= _armedFor || _isDisposed)
        {
            return;
        }

        _armedFor = _heap[0].DeadlineAt;
        TimeSpan wait = time.GetElapsedTime(time.GetTimestamp(), _armedFor);
        _timer ??= time.CreateTimer(static deadlines => ((Deadlines)deadlines!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(time.ForTimer(wait), Timeout.InfiniteTimeSpan);
    }

    private void RemoveAt(int place)
    {
        _heap[place].PlaceOfDeadline = -1;
        DeliveryScope last = _heap[--_count];
        _heap[_count] = null!;
        if (place == _count)
        {
            return;
        }

        if (place > 0 && last.DeadlineAt < _heap[(place - 1) / 2].DeadlineAt)
        {
            Rise(place, last);
        }
        else
        {
            Sink(place, last);
        }
    }

    private void Rise(int place, DeliveryScope scope)
    {
        while (place > 0 && scope.DeadlineAt < _heap[(place - 1) / 2].DeadlineAt)
        {
            Put(place, _heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, scope);
    }

    private void Sink(int place, DeliveryScope scope)
    {
        while (true)
        {
            int child = (2 * place) + 1;
            if (child + 1 < _count && _heap[child + 1].DeadlineAt < _heap[child].DeadlineAt)
            {
                child++;
            }

            if (child >= _count || scope.DeadlineAt <= _heap[child].DeadlineAt)
            {
                Put(place, scope);
                return;
            }

            Put(place, _heap[child]);
            place = child;
        }
    }

    private void Put(int place, DeliveryScope scope)
    {
        _heap[place] = scope;
        scope.PlaceOfDeadline = place;
    }
}
