namespace S3Snowplow.Capacity;

/// <summary>One version of the bands, as a source found it.</summary>
/// <param name="Bands">The full state.</param>
/// <param name="EffectiveFrom">When it took effect.</param>
/// <param name="Origin">What sort of source it is from.</param>
/// <param name="Revision">The commit's id for git, a hash of the content and its time otherwise.</param>
public sealed record BandsVersion(CapacityBands Bands, DateTimeOffset EffectiveFrom, CapacityOrigin Origin, string Revision);
