namespace S3Snowplow.Capacity;

/// <summary>The work that waits after a minute, by Lindley's recursion.</summary>
/// <param name="Sixtieths">The bytes that wait, in sixtieths of a byte: a minute's capacity in them is exactly the rate in bytes per hour.</param>
/// <param name="Over">For how many minutes in a row more than MinBehind has waited.</param>
/// <param name="Busy">For how many minutes in a row anything has waited.</param>
internal readonly record struct WorkBacklog(Int128 Sixtieths, int Over, int Busy)
{
    /// <summary>The bytes that wait, rounded up.</summary>
    public Int128 Bytes => (Sixtieths + 59) / 60;

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
}
