namespace S3Snowplow.Capacity;

/// <summary>How late bytes are received after they happened. Says how long to wait until a minute is as good as complete.</summary>
internal sealed class DelayCounters
{
    /// <summary>After so many minutes what was learned weighs half.</summary>
    public const int HalvedEvery = 360;

    /// <summary>How many counters there are: one a bound, and one for what is later than all of them.</summary>
    public const int Count = 17;

    // Each receipt minute with bytes weighs the same, however many they are: a flood of old ones must not move the watermark by itself.
    private const int WeightOfMinute = 1000;

    // Below 720 times the weight, by the halving.
    private readonly int[] _counters = new int[Count];

    // Upper bounds of lateness in minutes.
    private static ReadOnlySpan<byte> Bounds => [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 45, 60];

    /// <summary>Which counter a lateness of so many minutes belongs to.</summary>
    public static int CounterOf(long lateness)
    {
        int counter = 0;
        while (counter < Bounds.Length && Bounds[counter] < lateness)
        {
            counter++;
        }

        return counter;
    }

    /// <summary>Counts one receipt minute.</summary>
    /// <param name="bytes">The minute's bytes by counter.</param>
    /// <param name="total">All of them; more than 0.</param>
    public void Add(ReadOnlySpan<Int128> bytes, Int128 total)
    {
        for (int counter = 0; counter < Count; counter++)
        {
            if (bytes[counter] > 0)
            {
                _counters[counter] += (int)(bytes[counter] * WeightOfMinute / total);
            }
        }
    }

    /// <summary>Forgets what was learned.</summary>
    public void Clear() => Array.Clear(_counters);

    /// <summary>Lets what was learned weigh half.</summary>
    public void Halve()
    {
        foreach (ref int counter in _counters.AsSpan())
        {
            counter /= 2;
        }
    }

    /// <summary>By how many minutes judging stays behind receiving.</summary>
    public int Delay(FoldSettings settings)
    {
        long total = 0;
        foreach (int counter in _counters)
        {
            total += counter;
        }

        if (total == 0)
        {
            return settings.MinDelay;
        }

        long sum = 0;
        for (int counter = 0; counter < Bounds.Length; counter++)
        {
            sum += _counters[counter];
            if (sum * 1000 >= total * settings.DelayPermille)
            {
                return Math.Min(Math.Max((int)Bounds[counter], settings.MinDelay), settings.MaxDelay);
            }
        }

        return settings.MaxDelay;
    }

    /// <summary>Saves the counters.</summary>
    public void Save(StateWriter writer)
    {
        foreach (int counter in _counters)
        {
            writer.Write(counter);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        foreach (ref int counter in _counters.AsSpan())
        {
            counter = reader.ReadInt(0, 2 * HalvedEvery * WeightOfMinute);
        }
    }
}
