namespace S3Snowplow.Tool;

/// <summary>Sums by minute. Takes room for the hours in which something is, and keeps nothing of what was added but the sums.</summary>
internal sealed class MinuteCells
{
    private const int ChunkBits = 6;
    private const int ChunkMinutes = 1 << ChunkBits;

    private readonly Dictionary<long, long[]> _chunks = [];

    // Objects come in clumps of time, so the chunk of the one before is most often the right one.
    private long _atNumber = long.MinValue;
    private long[] _at = [];

    /// <summary>The sum of all minutes; stays at what 63 bits hold.</summary>
    public long Total { get; private set; }

    /// <summary>The sum of a minute.</summary>
    /// <param name="minute">The minute, since the Unix epoch.</param>
    public long this[long minute] => Find(minute >> ChunkBits, makes: false) is { Length: > 0 } chunk ? chunk[minute & (ChunkMinutes - 1)] : 0;

    /// <summary>The first minute that has something; <see langword="null"/>: none has.</summary>
    public long? First => InOrder().Select(one => (long?)one.Minute).FirstOrDefault();

    /// <summary>Adds to a minute.</summary>
    /// <param name="minute">The minute, since the Unix epoch.</param>
    /// <param name="amount">0 or more.</param>
    public void Add(long minute, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        ref long sum = ref Find(minute >> ChunkBits, makes: true)[minute & (ChunkMinutes - 1)];
        sum = Plus(sum, amount);
        Total = Plus(Total, amount);
    }

    /// <summary>Adds all that another one has.</summary>
    public void Add(MinuteCells other)
    {
        foreach ((long minute, long amount) in other.InOrder())
        {
            Add(minute, amount);
        }
    }

    /// <summary>The minutes that have something, in order of time.</summary>
    public IEnumerable<(long Minute, long Amount)> InOrder()
    {
        foreach (long number in _chunks.Keys.Order())
        {
            long[] chunk = _chunks[number];
            for (int i = 0; i < ChunkMinutes; i++)
            {
                if (chunk[i] > 0)
                {
                    yield return ((number << ChunkBits) + i, chunk[i]);
                }
            }
        }
    }

    /// <summary>Saves them.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_chunks.Count);
        foreach ((long number, long[] chunk) in _chunks)
        {
            writer.Write(number);
            foreach (long sum in chunk)
            {
                writer.Write7BitEncodedInt64(sum);
            }
        }
    }

    /// <summary>Adds what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            long first = reader.ReadInt64() << ChunkBits;
            for (int i = 0; i < ChunkMinutes; i++)
            {
                Add(first + i, reader.Read7BitEncodedInt64());
            }
        }
    }

    private static long Plus(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    private long[] Find(long number, bool makes)
    {
        if (number == _atNumber)
        {
            return _at;
        }

        if (!_chunks.TryGetValue(number, out long[]? chunk))
        {
            if (!makes)
            {
                return [];
            }

            _chunks.Add(number, chunk = new long[ChunkMinutes]);
        }

        (_atNumber, _at) = (number, chunk);
        return chunk;
    }
}
