namespace S3Snowplow.Capacity;

/// <summary>The bands that are in effect now; who needs them looks here each time. Safe for use by several threads.</summary>
public sealed class LiveBands
{
    private volatile HeardBands? _heard;

    /// <summary>Makes a holder.</summary>
    /// <param name="bands">The bands to begin with; without any, objects belong to no pipeline until <see cref="Set"/>.</param>
    public LiveBands(CapacityBands? bands = null) => _heard = bands is null ? null : new HeardBands(bands, DateTimeOffset.MinValue);

    /// <summary>The bands, or <see langword="null"/> where none were set yet.</summary>
    public CapacityBands? Current => _heard?.Bands;

    /// <summary>The bands with the time at which they were heard of.</summary>
    internal HeardBands? Heard => _heard;

    /// <summary>Puts other bands into effect.</summary>
    /// <param name="bands">The bands, the full state.</param>
    /// <param name="heard">The present time. A capacity counts from when it was heard of, never for minutes before.</param>
    public void Set(CapacityBands bands, DateTimeOffset heard)
    {
        ArgumentNullException.ThrowIfNull(bands);

        _heard = new HeardBands(bands, heard);
    }
}

/// <summary>Bands, and when they were heard of.</summary>
/// <param name="Bands">The bands.</param>
/// <param name="Time">The time; <see cref="DateTimeOffset.MinValue"/>: they were there from the beginning.</param>
internal sealed record HeardBands(CapacityBands Bands, DateTimeOffset Time);
