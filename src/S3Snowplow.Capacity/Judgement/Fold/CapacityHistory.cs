namespace S3Snowplow.Capacity;

/// <summary>What was said of one pipeline's capacity, and what of it counts from when on.</summary>
/// <remarks>
/// A removal, and a step by a factor of twenty or more, counts only when it has stood for <see cref="FoldSettings.Confirm"/>: a unit mistyped and mended within the hour has
/// changed nothing. Everything else counts at once.
/// </remarks>
internal sealed class CapacityHistory(string pipeline)
{
    private const long Minute = 60_000;
    private const int SuspectFactor = 20;

    // A clock that was days ahead takes the fold back so far; see FoldState.BeginAnew.
    private const long KeptMinutes = 11_520;

    private readonly List<CapacityEntry> _said = new(1);

    // From when on which capacity counts, in bytes per hour; 0: removed. In order of time.
    private (long Time, long Rate)[] _steps = [];

    // Whether something was forgotten: then what is before the first step was no less there.
    private bool _isCut;

    /// <summary>The pipeline's name.</summary>
    public string Pipeline => pipeline;

    /// <summary>What was said last; <see langword="null"/>: nothing was said.</summary>
    public CapacityEntry? Last => _said.Count > 0 ? _said[^1] : null;

    /// <summary>How many entries are remembered.</summary>
    public int Entries => _said.Count;

    /// <summary>Adds what was said, behind what has the same time.</summary>
    public void Say(CapacityEntry entry, int confirm)
    {
        int index = _said.Count;
        while (index > 0 && _said[index - 1].Time > entry.Time)
        {
            index--;
        }

        _said.Insert(index, entry);
        _steps = [.. Accept(confirm, suspects: null)];
    }

    /// <summary>The capacity at the end of a minute, in bytes per hour; 0 without a capacity.</summary>
    public long RateAt(long minute)
    {
        int index = IndexAt((minute + 1) * Minute);
        return index >= 0 ? _steps[index].Rate : RateBefore;
    }

    /// <summary>What can be worked off in a minute, in sixtieths of a byte: the integral over its milliseconds, rounded down once.</summary>
    /// <param name="minute">The minute.</param>
    /// <param name="rate">The capacity at its end, in bytes per hour; 0 without a capacity.</param>
    /// <param name="last">The last minute up to which both are the same.</param>
    public long DrainOf(long minute, out long rate, out long last)
    {
        long start = minute * Minute;
        int index = IndexAt(start + Minute);
        rate = index >= 0 ? _steps[index].Rate : RateBefore;
        if (index < 0 || _steps[index].Time <= start)
        {
            last = index + 1 < _steps.Length ? (_steps[index + 1].Time / Minute) - 1 : long.MaxValue;
            return rate;
        }

        last = minute;

        Int128 sum = 0;
        long end = start + Minute;
        for (; index >= 0 && end > start; index--)
        {
            long from = Math.Max(_steps[index].Time, start);
            sum += Math.BigMul(_steps[index].Rate, end - from);
            end = from;
        }

        return (long)((sum + Math.BigMul(RateBefore, end - start)) / Minute);
    }

    /// <summary>The capacities that are suspect for their size, from a minute on.</summary>
    public void AddSuspectsTo(List<SuspectCapacity> suspects, long from, int confirm)
    {
        // What does not say anything is quickly passed over: there may be thousands of pipelines.
        if (_said.Count > 1 && _said[^1].Time >= from * Minute)
        {
            List<SuspectCapacity> all = [];
            Accept(confirm, all);
            suspects.AddRange(all.Where(suspect => suspect.Minute >= from));
        }
    }

    /// <summary>Whether the pipeline has been removed for so long that nothing asks for it any more.</summary>
    public bool IsOver(long receipt) => _steps.Length > 0 && _steps[^1].Rate == 0 && _said[^1].Time < (receipt - KeptMinutes) * Minute && _steps[^1].Time < (receipt - KeptMinutes) * Minute;

    /// <summary>Forgets what no minute from one on needs any more.</summary>
    public void Forget(long before, int confirm)
    {
        long time = (before - KeptMinutes) * Minute;
        int first = -1;
        long due = 0;
        Accept(confirm, suspects: null, (index, counts) =>
        {
            if (counts <= time)
            {
                (first, due) = (index, counts);
            }
        });
        if (first <= 0)
        {
            return;
        }

        long? rate = _said[first].BytesPerHour;
        _said.RemoveRange(0, first);
        _said[0] = new CapacityEntry(due, rate);
        _isCut = true;
        _steps = [.. Accept(confirm, suspects: null)];
    }

    /// <summary>Saves what was said; what counts follows from it.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_isCut);
        writer.Write(_said.Count);
        foreach (CapacityEntry entry in _said)
        {
            writer.Write(entry.Time);
            writer.WriteOptional(entry.BytesPerHour);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public static CapacityHistory Restore(ref StateReader reader, string pipeline, int confirm)
    {
        var history = new CapacityHistory(pipeline) { _isCut = reader.ReadBool() };
        int count = reader.ReadInt(0, StateReader.MostItems);
        for (int i = 0; i < count; i++)
        {
            long time = reader.ReadLong();
            history._said.Add(new CapacityEntry(time, reader.ReadBool() ? reader.ReadLong(1) : null));
        }

        history._steps = [.. history.Accept(confirm, suspects: null)];
        return history;
    }

    private long RateBefore => _isCut && _steps.Length > 0 ? _steps[0].Rate : 0;

    // The last step before a time, or -1.
    private int IndexAt(long time)
    {
        int index = _steps.Length - 1;
        while (index >= 0 && _steps[index].Time >= time)
        {
            index--;
        }

        return index;
    }

    // What was said -> what counts. Cheap: capacities change a few times a week.
    private List<(long Time, long Rate)> Accept(int confirm, List<SuspectCapacity>? suspects, Action<int, long>? accepted = null)
    {
        List<(long Time, long Rate)> steps = [];
        long current = 0;
        for (int i = 0; i < _said.Count; i++)
        {
            (long time, long? rate) = _said[i];
            bool isHeld = current != 0 && rate != current && (rate is null || IsSuspect(current, rate.Value));
            if (isHeld && rate is { } suspect)
            {
                suspects?.Add(new SuspectCapacity(time / Minute, pipeline, current, suspect));
            }

            long due = isHeld ? time + (confirm * Minute) : time;
            if (isHeld && i + 1 < _said.Count && _said[i + 1].Time <= due)
            {
                continue;
            }

            accepted?.Invoke(i, due);
            current = rate ?? 0;
            if (steps.Count == 0 || steps[^1].Rate != current)
            {
                steps.Add((due, current));
            }
        }

        return steps;
    }

    private static bool IsSuspect(long current, long rate) => rate >= Math.BigMul(current, SuspectFactor) || Math.BigMul(rate, SuspectFactor) <= current;
}
