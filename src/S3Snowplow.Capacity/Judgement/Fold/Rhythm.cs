namespace S3Snowplow.Capacity;

/// <summary>How far apart a pipeline's files come, found from the bytes of its judged minutes. What comes late does not change it.</summary>
internal sealed class Rhythm
{
    private const long Day = 1440;

    private readonly RhythmSlots _slots = new();
    private readonly ShortRhythm _short = new();
    private readonly LongRhythm _long = new();

    /// <summary>Looks at the bytes of the next judged minute.</summary>
    /// <returns>Whether a slot or a day ended: what is found may be another.</returns>
    public bool Learn(long minute, long bytes)
    {
        _slots.Add(bytes);
        if ((minute + 1) % RhythmSlots.Minutes != 0)
        {
            return false;
        }

        Span<Int128> before = stackalloc Int128[RhythmSlots.SumCount];
        long slot = _slots.Close(before);
        _short.Learn(_slots, before, slot);
        _long.Learn(_slots, before, slot);
        if ((minute + 1) % Day == 0)
        {
            _slots.Halve();
            _short.Halve();
        }

        return true;
    }

    /// <summary>The rhythm that fits, in minutes; 0: none, or none up to <paramref name="cap"/>. A short one comes first.</summary>
    public int Find(int cap)
    {
        int found = _short.Find() * RhythmSlots.Minutes;
        if (found > 0 && found <= cap)
        {
            return found;
        }

        found = _long.Find() * RhythmSlots.Minutes;
        return found <= cap ? found : 0;
    }

    /// <summary>Minutes follow that do not join on to the ones before.</summary>
    public void Interrupt() => _slots.DropOpen();

    /// <summary>Saves what was learned.</summary>
    public void Save(StateWriter writer)
    {
        _slots.Save(writer);
        _short.Save(writer);
        _long.Save(writer);
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        _slots.Restore(ref reader);
        _short.Restore(ref reader);
        _long.Restore(ref reader);
    }
}
