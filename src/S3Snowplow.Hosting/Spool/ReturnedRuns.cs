namespace S3Snowplow.Hosting.Spool;

/// <summary>The numbers of notifications that wait for a time to be read again, in runs of neighbours: what they are is on the disk, and memory keeps as little of it as it can.</summary>
/// <remarks>Not safe for use by several threads.</remarks>
internal sealed class ReturnedRuns
{
    private readonly LinkedList<Run> _runs = new();

    /// <summary>When the first of them is due; <see langword="null"/> where there are none.</summary>
    public long? Due => _runs.First?.Value.Due;

    /// <summary>Adds a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="due">The timestamp at which it is due; not earlier than that of any number before it.</param>
    /// <param name="tolerance">By how much it may be earlier or later, so that neighbours come together.</param>
    public void Add(long number, long due, long tolerance)
    {
        if (_runs.Last is { Value: var last } && due - last.Due <= tolerance && (number == last.Last + 1 || number == last.First - 1))
        {
            _runs.Last.Value = last with { First = Math.Min(last.First, number), Last = Math.Max(last.Last, number) };
            return;
        }

        _runs.AddLast(new Run(number, number, due));
    }

    /// <summary>The first run, if it is due.</summary>
    public bool TryPeek(long now, out (long First, long Last) run)
    {
        Run first = _runs.First?.Value ?? default;
        run = (first.First, first.Last);
        return _runs.First is not null && first.Due <= now;
    }

    /// <summary>Takes numbers from the beginning of the first run, all of it where they reach its end.</summary>
    public void Take(long upTo)
    {
        Run first = _runs.First!.Value;
        if (upTo >= first.Last)
        {
            _runs.RemoveFirst();
        }
        else
        {
            _runs.First.Value = first with { First = upTo + 1 };
        }
    }

    private readonly record struct Run(long First, long Last, long Due);
}
