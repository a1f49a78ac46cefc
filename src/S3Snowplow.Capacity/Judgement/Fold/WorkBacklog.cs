namespace S3Snowplow.Capacity;

/// <summary>The work that waits after a minute, by Lindley's recursion.</summary>
/// <param name="Sixtieths">The bytes that wait, in sixtieths of a byte: a minute's capacity in them is exactly the rate in bytes per hour.</param>
/// <param name="Over">For how many minutes in a row more than MinBehind has waited.</param>
/// <param name="Busy">For how many minutes in a row anything has waited.</param>
internal readonly record struct WorkBacklog(Int128 Sixtieths, int Over, int Busy)
{
    /// <summary>The bytes that wait, rounded up.</summary>
    public Int128 Bytes => (Sixtieths + 59) / 60;

    // Below these 64 bits hold all there is to add up: bytes of a minute in them, and what waits.
    private const long Fast = 1L << 55;
    private const long FastWaits = 1L << 62;

    /// <summary>What waits after one more minute.</summary>
    /// <param name="bytes">What came in it.</param>
    /// <param name="drain">What was worked off in it at most, in sixtieths.</param>
    /// <param name="rate">The declared capacity with which it ended, in bytes per hour.</param>
    /// <param name="minBehind">So many minutes of work count as none.</param>
    public WorkBacklog Next(long bytes, Int128 drain, long rate, int minBehind)
    {
        Int128 waits = Sixtieths + Math.BigMul(bytes, 60L) - drain;
        return waits <= 0 ? default : new WorkBacklog(waits, waits > Math.BigMul(rate, (long)minBehind) ? Over + 1 : 0, Busy + 1);
    }

    /// <summary>What waits after some more minutes with one capacity. The same as minute by minute, and many times as fast: late bytes make a whole ring be gone through.</summary>
    /// <param name="minutes">What came in each, as the ring holds it.</param>
    /// <param name="drain">What was worked off in each at most, in sixtieths.</param>
    /// <param name="rate">The declared capacity, in bytes per hour.</param>
    /// <param name="minBehind">So many minutes of work count as none.</param>
    public WorkBacklog Through(ReadOnlySpan<long> minutes, long drain, long rate, int minBehind)
    {
        long waits = (long)Int128.Min(Sixtieths, long.MaxValue);
        long least = (long)Int128.Min(Math.BigMul(rate, (long)minBehind), long.MaxValue);
        int over = Over;
        int busy = Busy;
        int i = 0;
        for (; i < minutes.Length && waits <= FastWaits; i++)
        {
            long bytes = MinuteRing.Decode(minutes[i]);
            if (bytes > Fast)
            {
                break;
            }

            waits += (bytes * 60) - drain;
            if (waits > 0)
            {
                over = waits > least ? over + 1 : 0;
                busy++;
            }
            else
            {
                waits = 0;
                over = 0;
                busy = 0;
            }
        }

        WorkBacklog backlog = i == 0 ? this : new WorkBacklog(waits, over, busy);
        for (; i < minutes.Length; i++)
        {
            backlog = backlog.Next(MinuteRing.Decode(minutes[i]), drain, rate, minBehind);
        }

        return backlog;
    }
}
