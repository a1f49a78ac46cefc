using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>simulate</c> asked for, beside what is read.</summary>
/// <param name="Bands">The bands.</param>
internal sealed record SimulateSettings(CapacityBands Bands)
{
    /// <summary>How long back is looked at where nothing is said: four whole weeks, so that weekends are in it.</summary>
    public static readonly TimeSpan DefaultSince = TimeSpan.FromDays(28);

    /// <summary>How many minutes back is looked at where nothing is said: not into the time of which objects are deleted.</summary>
    /// <param name="hints">What the bucket's configuration says.</param>
    public static long DefaultMinutes(BucketHints hints) =>
        Math.Min((long)DefaultSince.TotalMinutes, hints.Expires is { } days ? Math.Max(1, days - 1) * (long)Minutes.PerDay : long.MaxValue);

    /// <summary>By how many minutes each notification is taken to be late.</summary>
    public int Lateness { get; init; }

    /// <summary>Whether the bands are those that <c>bands suggest</c> made from history, unchanged.</summary>
    public bool AreBandsSuggested { get; init; }

    /// <summary>Minutes that are left out.</summary>
    public IReadOnlySet<long> LeftOut { get; init; } = new HashSet<long>();
}
