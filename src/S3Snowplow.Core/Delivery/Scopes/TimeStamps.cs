namespace S3Snowplow.Delivery;

/// <summary>Arithmetic with the time stamps of a <see cref="TimeProvider"/>, which no jump of the wall clock moves.</summary>
internal static class TimeStamps
{
    // What a timer takes at most, 49 days: whoever says TimeSpan.MaxValue means as good as never.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>A duration as far as a timer takes it.</summary>
    public static TimeSpan WithinTimers(TimeSpan duration) => duration < LongestTimer ? duration : LongestTimer;

    /// <summary>
    /// A duration as a timer of this clock takes it. The system's timers count whole milliseconds and leave out the rest: one that is asked for less comes at once, finds nothing due, and
    /// is asked again, over and over.
    /// </summary>
    public static TimeSpan ForTimer(this TimeProvider time, TimeSpan duration)
    {
        TimeSpan wait = WithinTimers(duration < TimeSpan.Zero ? TimeSpan.Zero : duration);
        return ReferenceEquals(time, TimeProvider.System) ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : wait;
    }

    /// <summary>A duration in the units of <see cref="TimeProvider.GetTimestamp"/>, rounded up: nothing is early.</summary>
    public static long ToTimestampTicks(this TimeProvider time, TimeSpan duration) =>
        (long)Math.Ceiling(duration.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));
}
