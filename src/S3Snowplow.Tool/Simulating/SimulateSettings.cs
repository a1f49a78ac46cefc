using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>simulate</c> asked for, beside what is read.</summary>
/// <param name="Bands">The bands.</param>
internal sealed record SimulateSettings(CapacityBands Bands)
{
    /// <summary>How long back is looked at where nothing is said: four whole weeks, so that weekends are in it.</summary>
    public static readonly TimeSpan DefaultSince = TimeSpan.FromDays(28);

    /// <summary>By how many minutes each notification is taken to be late.</summary>
    public int Lateness { get; init; }

    /// <summary>Minutes that are left out.</summary>
    public IReadOnlySet<long> LeftOut { get; init; } = new HashSet<long>();
}
