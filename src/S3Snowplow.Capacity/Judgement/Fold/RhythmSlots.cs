namespace S3Snowplow.Capacity;

/// <summary>Bytes by slots of five minutes, and their sums over the last so many slots: what the search for a rhythm looks at.</summary>
internal sealed class RhythmSlots
{
    /// <summary>The length of a slot. Slots are aligned to the epoch.</summary>
    public const int Minutes = 5;

    /// <summary>How many sums there are.</summary>
    public const int SumCount = 15;

    // As many slots as the longest sum has.
    private const int Kept = 180;

    private readonly long[] _slots = new long[Kept];
    private readonly Int128[] _sums = new Int128[SumCount];

    // Over how many slots there is a sum: the short spans, and half of each long one.
    private static ReadOnlySpan<byte> Spans => [1, 2, 3, 4, 6, 8, 11, 15, 23, 31, 46, 62, 92, 135, 180];

    /// <summary>The number of the next slot, from 0 on for each pipeline.</summary>
    public long Next { get; private set; }

    /// <summary>How many slots the mean is of; those of earlier days weigh half, a quarter and so on.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of those slots.</summary>
    public Int128 Total { get; private set; }

    /// <summary>The bytes of the slot that goes on.</summary>
    public long Open { get; private set; }

    /// <summary>The sums up to the last whole slot, in the order of <see cref="IndexOf"/>.</summary>
    public ReadOnlySpan<Int128> Sums => _sums;

    /// <summary>Which of the sums is that of so many slots.</summary>
    public static int IndexOf(int span) => Spans.IndexOf((byte)span);

    /// <summary>Adds a minute to the slot that goes on.</summary>
    public void Add(long bytes) => Open = bytes > long.MaxValue - Open ? long.MaxValue : Open + bytes;

    /// <summary>Leaves out what came in the slot that goes on.</summary>
    public void DropOpen() => Open = 0;

    /// <summary>Ends the slot that goes on.</summary>
    /// <param name="before">Takes the sums up to the slot before it.</param>
    /// <returns>Its bytes.</returns>
    public long Close(Span<Int128> before)
    {
        long bytes = Open;
        long number = Next;
        Count++;
        Total += bytes;
        _sums.CopyTo(before);
        for (int i = 0; i < Spans.Length; i++)
        {
            // Slots before the first are zeros.
            _sums[i] += bytes - (number < Spans[i] ? 0 : _slots[(int)((number - Spans[i]) % Kept)]);
        }

        _slots[(int)(number % Kept)] = bytes;
        Next++;
        Open = 0;
        return bytes;
    }

    /// <summary>At the end of a day: lets what was before weigh half.</summary>
    public void Halve()
    {
        Count = (Count + 1) / 2;
        Total /= 2;
    }

    /// <summary>Saves the slots; the sums follow from them.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Next);
        writer.Write(Count);
        writer.Write(Total);
        writer.Write(Open);
        foreach (long slot in _slots)
        {
            writer.Write(slot);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        Next = reader.ReadLong(0);
        Count = reader.ReadInt();
        Total = reader.ReadSum();
        Open = reader.ReadLong(0);
        foreach (ref long slot in _slots.AsSpan())
        {
            slot = reader.ReadLong(0);
        }

        for (int i = 0; i < Spans.Length; i++)
        {
            _sums[i] = 0;
            for (long number = Math.Max(0, Next - Spans[i]); number < Next; number++)
            {
                _sums[i] += _slots[(int)(number % Kept)];
            }
        }
    }
}
