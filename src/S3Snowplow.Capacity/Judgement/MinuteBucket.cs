namespace S3Snowplow.Capacity;

/// <summary>The bytes that arrived for one pipeline in one minute, or some of them: buckets of the same minute add up.</summary>
/// <param name="Minute">The minute, counted from 1970-01-01T00:00:00Z.</param>
/// <param name="Bytes">Bytes of data arrivals; 0 says that the minute is known to be empty.</param>
public readonly record struct MinuteBucket(long Minute, long Bytes)
{
    /// <summary>The minute in which an instant lies.</summary>
    public static long MinuteOf(DateTimeOffset time) => Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMinute) switch
    {
        (long minute, < 0) => minute - 1,
        (long minute, _) => minute,
    };

    /// <summary>When a minute begins.</summary>
    public static DateTimeOffset StartOf(long minute) => new(DateTimeOffset.UnixEpoch.Ticks + (minute * TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
