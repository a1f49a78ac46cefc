namespace S3Snowplow.Capacity;

/// <summary>Bytes by minute, for the judged minutes that may still change and those that are not judged yet; and of which of them nothing was known.</summary>
internal sealed class MinuteRing
{
    // So much more room is made than is needed now.
    private const int Spare = 8;

    // By minute modulo length. The complement of the bytes where the minute is unknown: late bytes do not make it known.
    private long[] _minutes;

    /// <summary>Makes an empty one.</summary>
    /// <param name="length">For so many minutes there is room; more is made as it is needed.</param>
    public MinuteRing(int length) => _minutes = new long[length];

    /// <summary>For how many minutes there is room.</summary>
    public int Length => _minutes.Length;

    /// <summary>The bytes of a minute.</summary>
    public long this[long minute] => Decode(_minutes[Index(minute)]);

    /// <summary>The bytes of a minute, from what <see cref="From"/> gives.</summary>
    public static long Decode(long value) => value ^ (value >> 63);

    /// <summary>Some minutes from one on, <paramref name="most"/> of them or fewer, as they are held: <see cref="Decode"/> says their bytes.</summary>
    public ReadOnlySpan<long> From(long minute, long most)
    {
        int index = Index(minute);
        return _minutes.AsSpan(index, (int)Math.Min(most, _minutes.Length - index));
    }

    /// <summary>Whether a minute was judged while nothing was known of it.</summary>
    public bool IsUnknown(long minute) => _minutes[Index(minute)] < 0;

    /// <summary>Remembers that nothing was known of a minute.</summary>
    public void MarkUnknown(long minute)
    {
        ref long value = ref _minutes[Index(minute)];
        value = value < 0 ? value : ~value;
    }

    /// <summary>Adds bytes to a minute. More than 63 bits hold stay at that.</summary>
    public void Add(long minute, Int128 bytes)
    {
        ref long value = ref _minutes[Index(minute)];
        long sum = (long)Int128.Min(Decode(value) + bytes, long.MaxValue);
        value = value < 0 ? ~sum : sum;
    }

    /// <summary>Empties a minute that is left behind, for the one that takes its place.</summary>
    public void Forget(long minute) => _minutes[Index(minute)] = 0;

    /// <summary>Empties all.</summary>
    public void Clear() => Array.Clear(_minutes);

    /// <summary>The bytes from one minute to another, both included.</summary>
    public Int128 Sum(long from, long to)
    {
        Int128 sum = 0;
        while (from <= to)
        {
            ReadOnlySpan<long> minutes = From(from, to - from + 1);
            foreach (long value in minutes)
            {
                sum += Decode(value);
            }

            from += minutes.Length;
        }

        return sum;
    }

    /// <summary>Makes room for the minutes from one to another, both included.</summary>
    public void EnsureCovers(long from, long to, long filledTo)
    {
        if (to - from < _minutes.Length)
        {
            return;
        }

        long[] larger = new long[checked((int)(to - from + 1 + Spare))];
        for (long minute = from; minute <= filledTo; minute++)
        {
            larger[(int)((ulong)minute % (ulong)larger.Length)] = _minutes[Index(minute)];
        }

        _minutes = larger;
    }

    /// <summary>Saves the minutes from one to another, both included.</summary>
    public void Save(StateWriter writer, long from, long to)
    {
        for (long minute = from; minute <= to; minute++)
        {
            writer.Write(_minutes[Index(minute)]);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader, long from, long to)
    {
        EnsureCovers(from, to, from - 1);
        for (long minute = from; minute <= to; minute++)
        {
            _minutes[Index(minute)] = reader.ReadLong();
        }
    }

    private int Index(long minute) => (int)((ulong)minute % (ulong)_minutes.Length);
}
