namespace S3Snowplow.Hosting.Spool;

/// <summary>What of a store is read next, and by whom it is held: no notification is given twice at a time, nor moved while it is given.</summary>
internal sealed class SpoolReader(SpoolDatabase database, TimeProvider time, TimeSpan returnDelay)
{
    private const int ReadAtOnce = 64;

    // Taken for as long as the file is asked; whoever settles or commits does not wait for it.
    private readonly Lock _asking = new();

    // Guards everything below.
    private readonly Lock _gate = new();
    private readonly HashSet<long> _held = [];
    private readonly List<long> _released = [];
    private readonly ReturnedRuns _returned = new();
    private bool _isAsking;
    private long _read;

    /// <summary>How long until one that was given back is due; <see langword="null"/> where there is none.</summary>
    public TimeSpan? UntilNextReturn
    {
        get
        {
            lock (_gate)
            {
                long now = time.GetTimestamp();
                return _returned.Due is not { } due ? null : due <= now ? TimeSpan.Zero : time.GetElapsedTime(now, due);
            }
        }
    }

    /// <summary>Notifications to be relayed: those given back that are due, or else the next ones. They are held from now on.</summary>
    public List<SpooledNotification> Next()
    {
        lock (_asking)
        {
            Ask();
            try
            {
                for (List<SpooledNotification>? found = Find(); ; found = Find())
                {
                    if (found is null || Hold(found) is { Count: > 0 })
                    {
                        return found ?? [];
                    }
                }
            }
            finally
            {
                EndAsking();
            }
        }
    }

    /// <summary>Notifications that arrived before a time and that nobody holds. They are held from now on.</summary>
    /// <param name="number">The number after which they are looked for; afterwards the last that was looked at.</param>
    /// <param name="arrivedBefore">The time.</param>
    public List<SpooledNotification> NextOlder(ref long number, DateTimeOffset arrivedBefore)
    {
        lock (_asking)
        {
            Ask();
            try
            {
                while (true)
                {
                    List<SpooledNotification> found = database.ReadOlder(number, arrivedBefore, ReadAtOnce);
                    number = found.Count == 0 ? number : found[^1].Number;
                    if (found.Count == 0 || Hold(found).Count > 0)
                    {
                        return found;
                    }
                }
            }
            finally
            {
                EndAsking();
            }
        }
    }

    /// <summary>Has one that was given read again after a wait.</summary>
    public void Return(long number)
    {
        lock (_gate)
        {
            _held.Remove(number);
            _returned.Add(number, time.GetTimestamp() + (long)(returnDelay.TotalSeconds * time.TimestampFrequency), tolerance: time.TimestampFrequency);
        }
    }

    /// <summary>Holds no longer: they are deleted, or stay as they were.</summary>
    public void Release(IReadOnlyList<long> numbers)
    {
        lock (_gate)
        {
            if (_isAsking)
            {
                // What was asked for may still have it.
                _released.AddRange(numbers);
                return;
            }

            foreach (long number in numbers)
            {
                _held.Remove(number);
            }
        }
    }

    private List<SpooledNotification>? Find()
    {
        (long First, long Last) run;
        bool isDue;
        lock (_gate)
        {
            isDue = _returned.TryPeek(time.GetTimestamp(), out run);
        }

        List<SpooledNotification> found = isDue ? database.ReadBetween(run.First, run.Last, ReadAtOnce) : database.ReadAfter(_read, ReadAtOnce);
        if (isDue)
        {
            lock (_gate)
            {
                _returned.Take(found.Count == 0 ? run.Last : found[^1].Number);
            }

            return found;
        }

        _read = found.Count == 0 ? _read : found[^1].Number;
        return found.Count == 0 ? null : found;
    }

    private List<SpooledNotification> Hold(List<SpooledNotification> found)
    {
        lock (_gate)
        {
            found.RemoveAll(one => !_held.Add(one.Number));
            return found;
        }
    }

    private void Ask()
    {
        lock (_gate)
        {
            _isAsking = true;
        }
    }

    private void EndAsking()
    {
        lock (_gate)
        {
            _isAsking = false;
            foreach (long number in _released)
            {
                _held.Remove(number);
            }

            _released.Clear();
        }
    }
}
