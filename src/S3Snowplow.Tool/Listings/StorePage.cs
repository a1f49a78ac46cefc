namespace S3Snowplow.Tool;

/// <summary>One answer of a store to a listing.</summary>
/// <param name="Objects">The entries, in the order of the answer.</param>
/// <param name="IsTruncated">Whether there is more.</param>
internal sealed record StorePage(IReadOnlyList<ListedObject> Objects, bool IsTruncated)
{
    /// <summary>Of ListObjectsV2: what the next request sends, never decoded.</summary>
    public string? ContinuationToken { get; init; }

    /// <summary>Of ListObjectVersions: what the next request sends, decoded.</summary>
    public string? KeyMarker { get; init; }

    /// <summary>Of ListObjectVersions: the version beside <see cref="KeyMarker"/>.</summary>
    public string? VersionIdMarker { get; init; }
}
