namespace S3Snowplow.Capacity;

/// <summary>What comes of a backlog if bytes go on coming as they do.</summary>
/// <param name="Passes">In how many minutes the limit in force is passed; <see langword="null"/>: it is not, or not within two hours.</param>
/// <param name="Back">In how many minutes no more than MinBehind waits; <see langword="null"/>: it only grows.</param>
public readonly record struct Forecast(long? Passes, long? Back)
{
    // What is further away is not told: nobody knows.
    private const int Horizon = 120;

    /// <summary>Forecasts.</summary>
    /// <param name="backlog">What waits, in sixtieths of a byte.</param>
    /// <param name="arrivals">What comes.</param>
    /// <param name="rate">What is worked off, in bytes per hour.</param>
    /// <param name="minBehind">So many minutes of work count as none.</param>
    /// <param name="limit">The limit in force, in minutes of work.</param>
    internal static Forecast Of(Int128 backlog, ArrivalRate arrivals, long rate, int minBehind, int limit)
    {
        // Worked off in so many minutes, less what came in them.
        Int128 net = Math.BigMul(rate, (long)arrivals.Minutes) - (arrivals.Bytes * 60);
        if (net > 0)
        {
            Int128 excess = Int128.Max(0, backlog - Math.BigMul(rate, (long)minBehind));
            return new Forecast(null, (long)Int128.Min(Ceiling(excess * arrivals.Minutes, net), long.MaxValue));
        }

        Int128 room = Math.BigMul(rate, (long)limit) - backlog;
        if (net == 0 || room < 0)
        {
            return default;
        }

        Int128 passes = Ceiling(room * arrivals.Minutes, -net);
        return passes <= Horizon ? new Forecast((long)passes, null) : default;
    }

    private static Int128 Ceiling(Int128 dividend, Int128 divisor) => (dividend + divisor - 1) / divisor;
}
