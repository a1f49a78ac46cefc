namespace S3Snowplow.Delivery;

/// <summary>Arithmetic with the time stamps of a <see cref="TimeProvider"/>, which no jump of the wall clock moves.</summary>
internal static class TimeStamps
{
    /// <summary>A duration in the units of <see cref="TimeProvider.GetTimestamp"/>, rounded up: nothing is early.</summary>
    public static long ToTimestampTicks(this TimeProvider time, TimeSpan duration) =>
        (long)Math.Ceiling(duration.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));
}
