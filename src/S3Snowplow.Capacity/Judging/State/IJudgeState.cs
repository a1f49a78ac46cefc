namespace S3Snowplow.Capacity;

/// <summary>Keeps a judge's state between its runs, so that of several judges exactly one tells.</summary>
/// <remarks>What is kept is opaque. Nothing is told before the state in which it is noted was saved.</remarks>
public interface IJudgeState
{
    /// <summary>What was saved last; <see langword="null"/> where nothing was.</summary>
    /// <exception cref="IOException">It cannot be read, or another process keeps it. Nothing is judged then: beginning anew would forget open incidents.</exception>
    Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves, if nobody else did since.</summary>
    /// <param name="content">What is to be kept, whole.</param>
    /// <param name="version">The version that was loaded or saved last; <see langword="null"/>: nothing was there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new version; <see langword="null"/>: another judge saved in between, and what it saved counts.</returns>
    /// <exception cref="IOException">It cannot be written, or it is not known whether it was.</exception>
    Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default);
}

/// <summary>What was kept.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Version">Which version it is, as the store names it.</param>
public sealed record SavedJudgeState(ReadOnlyMemory<byte> Content, string Version)
{
    /// <summary>Where it is kept, for messages: a file's path, a bucket.</summary>
    public string? Place { get; init; }
}
