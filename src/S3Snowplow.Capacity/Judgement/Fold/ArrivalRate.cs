namespace S3Snowplow.Capacity;

/// <summary>How fast bytes come: so many in so many minutes.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Minutes">The minutes, 1 or more.</param>
internal readonly record struct ArrivalRate(Int128 Bytes, int Minutes)
{
    // Over so much of the limit a rate is measured where the rhythm is shorter.
    private const int PartOfLimit = 3;

    /// <summary>Nothing comes, or it is not to be guessed.</summary>
    public static ArrivalRate None => new(0, 1);

    /// <summary>The present rate: the lesser of that of one rhythm and that of a third of the limit, so that neither a burst nor an old one is taken for what goes on.</summary>
    /// <param name="arrived">The bytes by minute.</param>
    /// <param name="minute">The last one.</param>
    /// <param name="known">Over so many minutes up to it there is something to measure, 1 or more.</param>
    /// <param name="thresholds">The rhythm and the limit.</param>
    public static ArrivalRate Of(MinuteRing arrived, long minute, int known, in Thresholds thresholds)
    {
        if (thresholds.Rhythm >= Thresholds.Lumpy)
        {
            return None;
        }

        ArrivalRate one = Trimmed(arrived, minute, thresholds.Rhythm, known, thresholds.Rhythm);
        int length = Math.Max(thresholds.Rhythm, (thresholds.Limit + PartOfLimit - 1) / PartOfLimit);
        ArrivalRate other = Trimmed(arrived, minute, length, known, thresholds.Rhythm);
        return one.Bytes * other.Minutes <= other.Bytes * one.Minutes ? one : other;
    }

    // Without the largest minute: no single object makes a rate. Where each file takes a part of the time, its time goes with it.
    private static ArrivalRate Trimmed(MinuteRing arrived, long minute, int length, int known, int rhythm)
    {
        int minutes = Math.Min(length, known);
        if (minutes == 1)
        {
            return None;
        }

        (Int128 sum, long largest, int filled) = Measure(arrived, minute, minutes);
        if (rhythm >= Thresholds.Fine)
        {
            return new ArrivalRate(sum - largest, minutes - 1);
        }

        if (filled == 1 && length == rhythm)
        {
            return Trimmed(arrived, minute, 2 * length, known, rhythm);
        }

        return filled > 1 ? new ArrivalRate((sum - largest) * filled, minutes * (filled - 1)) : None;
    }

    private static (Int128 Sum, long Largest, int Filled) Measure(MinuteRing arrived, long minute, int minutes)
    {
        Int128 sum = 0;
        long largest = 0;
        int filled = 0;
        for (long at = minute - minutes + 1; at <= minute; at++)
        {
            long bytes = arrived[at];
            sum += bytes;
            largest = Math.Max(largest, bytes);
            filled += bytes > 0 ? 1 : 0;
        }

        return (sum, largest, filled);
    }
}
