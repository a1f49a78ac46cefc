namespace S3Snowplow.Capacity;

/// <summary>The bands that are in effect now; who needs them looks here each time. Safe for use by several threads.</summary>
public sealed class LiveBands
{
    private volatile CapacityBands? _current;

    /// <summary>Makes a holder.</summary>
    /// <param name="bands">The bands to begin with; without any, objects belong to no pipeline until <see cref="Set"/>.</param>
    public LiveBands(CapacityBands? bands = null) => _current = bands;

    /// <summary>The bands, or <see langword="null"/> where none were set yet.</summary>
    public CapacityBands? Current => _current;

    /// <summary>Puts other bands into effect.</summary>
    public void Set(CapacityBands bands)
    {
        ArgumentNullException.ThrowIfNull(bands);

        _current = bands;
    }
}
