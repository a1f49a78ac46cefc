namespace S3Snowplow.Capacity;

/// <summary>What follows for one pipeline from the settings, from what its owner said, and from the rhythm that was found. In minutes.</summary>
/// <param name="Rhythm">How far apart its files come, with slack; a stand-in where that is not known.</param>
/// <param name="IsFound">Whether <paramref name="Rhythm"/> was found from what came.</param>
/// <param name="Limit">The work that may wait, as it is set.</param>
/// <param name="LimitInForce">The same, widened by the rhythm: a file an hour has to be allowed to wait for more than an hour's work.</param>
/// <param name="Sustained">For so long work has to wait before it says anything.</param>
/// <param name="Silence">Less than this without bytes is never silence.</param>
internal readonly record struct Thresholds(int Rhythm, bool IsFound, int Limit, int LimitInForce, int Sustained, int Silence)
{
    /// <summary>From this rhythm on no rate is extrapolated: between two files there is nothing to extrapolate.</summary>
    public const int Lumpy = 30;

    /// <summary>Below this rhythm each file takes a part of the time that a rate is measured over.</summary>
    public const int Fine = 2 * RhythmSlots.Minutes;

    // Stands for the rhythm where none is found; it widens nothing.
    private const int NoRhythm = 40;

    // Work for more than a day is normal only where somebody said so.
    private const int WidestFound = 1440;

    private const int LongestSilence = 360;

    /// <summary>Puts them together.</summary>
    /// <param name="settings">For all pipelines.</param>
    /// <param name="limits">For this one.</param>
    /// <param name="found">The rhythm that was found, in minutes; 0: none.</param>
    public static Thresholds Of(FoldSettings settings, PipelineLimits limits, int found)
    {
        bool isDeclared = limits.Rhythm is not null;
        bool isFound = !isDeclared && found > 0;
        int rhythm = limits.Rhythm is { } declared ? Math.Max(declared * 5 / 4, RhythmSlots.Minutes)
            : isFound ? found
            : Math.Min(NoRhythm, settings.RhythmCap);
        int widened = isDeclared ? rhythm * 3 / 2 : isFound ? Math.Min(rhythm * 3 / 2, WidestFound) : 0;
        int twice = isDeclared ? 2 * rhythm : isFound ? Math.Min(2 * rhythm, LongestSilence) : LongestSilence;
        return new Thresholds(
            rhythm,
            isFound,
            limits.LimitFor(settings),
            limits.MaxBehind ?? Math.Max(settings.MaxBehind, widened),
            Math.Max(rhythm, settings.Sustain),
            Math.Max(settings.SilentAfter, twice));
    }
}
