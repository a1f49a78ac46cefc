namespace S3Snowplow.Capacity;

/// <summary>When a pipeline last got bytes, and how long it usually goes without.</summary>
internal sealed class SilenceWatch
{
    private const long Day = 1440;
    private const int Days = 8;

    // Before a day is over nobody knows what is usual.
    private const long Least = 1440;

    // A clock that jumps leaves gaps of days that are still to come; more of them than this are not kept.
    private const int MostGaps = 16;

    // The longest gap that ended in a day.
    private readonly List<(long Day, long Gap)> _gaps = [];

    private long? _lastBytes;

    /// <summary>Whether silence was told and is not over.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>The last receipt minute with bytes; <see langword="null"/>: there was none.</summary>
    public long? LastBytes => _lastBytes;

    /// <summary>The longest gap of the last days, in minutes; 0: there was none.</summary>
    public long Usual
    {
        get
        {
            long usual = 0;
            foreach ((_, long gap) in _gaps)
            {
                usual = Math.Max(usual, gap);
            }

            return usual;
        }
    }

    /// <summary>Bytes came.</summary>
    /// <returns>Whether that ends a silence that was told.</returns>
    public bool Hear(long receipt)
    {
        if (_lastBytes is { } last)
        {
            Keep(receipt / Day, receipt - last);
        }

        _lastBytes = receipt;
        bool ends = IsSilent;
        IsSilent = false;
        return ends;
    }

    /// <summary>No bytes came, though the source lives.</summary>
    /// <param name="receipt">The receipt minute.</param>
    /// <param name="start">The first minute that was judged.</param>
    /// <param name="least">Less than this is never silence, in minutes.</param>
    /// <returns>The longest usual gap, where this is to be told as silence; else <see langword="null"/>.</returns>
    public long? Miss(long receipt, long start, int least)
    {
        // The first two fail for nearly all.
        if (_lastBytes is not { } last || receipt - last <= least || IsSilent || receipt - start < Least)
        {
            return null;
        }

        long usual = Usual;
        IsSilent = receipt - last > usual * 3 / 2;
        return IsSilent ? usual : null;
    }

    /// <summary>The time begins anew: what was before it is no gap.</summary>
    public void BeginAnew(long receipt) => _lastBytes = receipt;

    /// <summary>Saves it.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(IsSilent);
        writer.WriteOptional(_lastBytes);
        writer.Write(_gaps.Count);
        foreach ((long day, long gap) in _gaps)
        {
            writer.Write(day);
            writer.Write(gap);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        IsSilent = reader.ReadBool();
        _lastBytes = reader.ReadOptional();
        int count = reader.ReadInt(0, MostGaps);
        for (int i = 0; i < count; i++)
        {
            _gaps.Add((reader.ReadLong(), reader.ReadLong()));
        }
    }

    private void Keep(long day, long gap)
    {
        int today = -1;
        for (int i = _gaps.Count - 1; i >= 0; i--)
        {
            if (_gaps[i].Day <= day - Days)
            {
                _gaps.RemoveAt(i);
                today--;
            }
            else if (_gaps[i].Day == day)
            {
                today = i;
            }
        }

        if (today >= 0)
        {
            _gaps[today] = (day, Math.Max(_gaps[today].Gap, gap));
            return;
        }

        if (_gaps.Count == MostGaps)
        {
            _gaps.RemoveAt(0);
        }

        _gaps.Add((day, gap));
    }
}
