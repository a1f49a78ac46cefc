namespace S3Snowplow.Capacity;

/// <summary>One version of the bands, as a source found it.</summary>
/// <param name="Bands">The full state.</param>
/// <param name="EffectiveFrom">When it took effect; never in the future.</param>
/// <param name="Origin">What sort of source it is from.</param>
/// <param name="Revision">
/// The commit's id for git, a hash of the content otherwise: the same for the same content, with <c>.2</c>, <c>.3</c> behind it where the content came back after other content.
/// Event ids are made from it.
/// </param>
public sealed record BandsVersion(CapacityBands Bands, DateTimeOffset EffectiveFrom, CapacityOrigin Origin, string Revision);
