namespace S3Snowplow.Capacity;

/// <summary>What an owner said of one pipeline. All of it is optional.</summary>
/// <param name="MaxBehind">The work that may wait before it is critical, in minutes; taken literally, no rhythm widens it. <see langword="null"/>: the setting for all.</param>
/// <param name="Rhythm">How far apart its files come, in minutes. <see langword="null"/>: found from what comes.</param>
/// <param name="ObservesDrain">Whether the bytes that arrive under its outputs are the work done, in place of the declared capacity.</param>
internal sealed record PipelineLimits(int? MaxBehind = null, int? Rhythm = null, bool ObservesDrain = false)
{
    /// <summary>Nothing was said.</summary>
    public static PipelineLimits None { get; } = new();

    /// <summary>The limit as it is set, before any rhythm widens it, in minutes.</summary>
    public int LimitFor(FoldSettings settings) => MaxBehind ?? settings.MaxBehind;
}
