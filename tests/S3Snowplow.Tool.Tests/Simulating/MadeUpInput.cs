namespace S3Snowplow.Tool.Tests.Simulating;

/// <summary>Made-up arrivals: a steady input with days and weekends, and hourly files.</summary>
internal static class MadeUpInput
{
    /// <summary>2026-11-02, a Monday.</summary>
    public static readonly long Monday = Minutes.Of(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Bytes each minute, more by day than by night and less at weekends, with noise.</summary>
    public static MinuteCells Steady(int days, int seed = 1) => Of(days, seed, (minute, noise) => (long)(1_000_000 * Shape(minute) * (0.5 + noise.NextDouble())));

    /// <summary>A file in each hour, of the hour's bytes, with noise.</summary>
    public static MinuteCells Hourly(int days, int seed = 1) =>
        Of(days, seed, (minute, noise) => minute % 60 == 7 ? (long)(60_000_000 * Shape(minute) * (0.25 + (1.5 * noise.NextDouble()))) : 0);

    /// <summary>The bytes of each hour, the smallest first.</summary>
    public static long[] Hours(MinuteCells cells, int days)
    {
        long[] hours = new long[days * 24];
        foreach ((long minute, long amount) in cells.InOrder())
        {
            hours[(minute - Monday) / 60] += amount;
        }

        Array.Sort(hours);
        return hours;
    }

    private static MinuteCells Of(int days, int seed, Func<long, Random, long> bytes)
    {
        var noise = new Random(seed);
        var cells = new MinuteCells();
        for (long minute = 0; minute < days * 1440L; minute++)
        {
            cells.Add(Monday + minute, bytes(minute, noise));
        }

        return cells;
    }

    private static double Shape(long minute)
    {
        double hour = minute / 60 % 24;
        double day = hour is >= 7 and < 19 ? 1.6 : 0.6;
        return minute / 1440 % 7 >= 5 ? day / 2 : day;
    }
}
