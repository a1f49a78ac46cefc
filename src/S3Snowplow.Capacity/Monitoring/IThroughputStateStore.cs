namespace S3Snowplow.Capacity;

/// <summary>Keeps a monitor's state over restarts.</summary>
public interface IThroughputStateStore
{
    /// <summary>What was saved last, whole; <see langword="null"/> where nothing was.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<ThroughputSnapshot?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves; until this completes, what was saved before is what counts.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask SaveAsync(ThroughputSnapshot snapshot, CancellationToken cancellationToken = default);
}
