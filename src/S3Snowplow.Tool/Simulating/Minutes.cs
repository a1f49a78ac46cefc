namespace S3Snowplow.Tool;

/// <summary>Times as minutes since the Unix epoch, as the judgement counts them.</summary>
internal static class Minutes
{
    /// <summary>The minutes of a day.</summary>
    public const int PerDay = 24 * 60;

    /// <summary>The minute that a time is in.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMinute;

    /// <summary>The begin of a minute.</summary>
    public static DateTimeOffset Time(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);
}
