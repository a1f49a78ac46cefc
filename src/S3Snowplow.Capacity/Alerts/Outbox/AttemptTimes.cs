namespace S3Snowplow.Capacity.Alerts;

/// <summary>When what was not taken is tried again. Pure.</summary>
internal static class AttemptTimes
{
    /// <summary>The longest that a service may ask to be left alone; a longer request is taken for this one.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>When what was refused in its smallest form is tried again.</summary>
    public static readonly TimeSpan Refused = TimeSpan.FromMinutes(15);

    private static readonly int[] Seconds = [1, 2, 5, 15, 30, 60];

    /// <summary>After so many attempts in a row without an answer.</summary>
    public static TimeSpan Transient(int failures, AlertSeverity severity) => failures <= Seconds.Length
        ? TimeSpan.FromSeconds(Seconds[Math.Max(failures, 1) - 1])
        : TimeSpan.FromMinutes(severity == AlertSeverity.Critical ? 1 : 5);

    /// <summary>After so many answers in a row that only a person can do something about: 5, 10, 15 minutes.</summary>
    public static TimeSpan Broken(int times) => TimeSpan.FromMinutes(5 * Math.Clamp(times, 1, 3));

    /// <summary>After so many answers in a row that it was too much: what the service asked for, else from 1 second to 5 minutes, shortened at random by up to a half.</summary>
    public static TimeSpan Throttled(int times, TimeSpan? asked, double random)
    {
        if (asked is { } pause)
        {
            // A date that has passed, or nothing at all, is no reason to come again at once.
            return TimeSpan.FromSeconds(Math.Clamp(pause.TotalSeconds, 1, LongestPause.TotalSeconds));
        }

        double bound = Math.Min(300, Math.Pow(2, Math.Min(times - 1, 10)));
        return TimeSpan.FromSeconds(bound * (0.5 + (random / 2)));
    }
}
