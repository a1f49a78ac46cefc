namespace S3Snowplow.Capacity;

/// <summary>Where bands come from. Used by one <see cref="CapacityFeed"/>, one call after another.</summary>
public interface IBandsSource
{
    /// <summary>What was confirmed before this process began; empty for a source that remembers nothing.</summary>
    IReadOnlyCollection<ProcessorCapacity> Confirmed { get; }

    /// <summary>Why what the last call found is not in effect, for people; <see langword="null"/> where it is, or where the source does not say.</summary>
    string? Problem => null;

    /// <summary>
    /// The versions that came since the last call, in their order; the first call gives the present one at least. What cannot be used is logged and left out.
    /// </summary>
    /// <exception cref="IOException">The source cannot be read now.</exception>
    Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Says that the events of a version were delivered: it need not come again.</summary>
    /// <param name="version">The version.</param>
    /// <param name="capacities">What holds for each pipeline with it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default);
}
