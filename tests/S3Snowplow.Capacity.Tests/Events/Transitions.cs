namespace S3Snowplow.Capacity.Tests.Events;

/// <summary>A transition of each kind, with what that kind has.</summary>
internal static class Transitions
{
    /// <summary>2026-01-01T12:00Z.</summary>
    public const long Noon = 29_454_480;

    public static IReadOnlyList<ThroughputTransition> OfEachKind => [.. Enum.GetValues<TransitionKind>().Select(Of)];

    /// <summary>The largest values that there can be, none missing.</summary>
    public static ThroughputTransition Largest { get; } = new(TransitionKind.Critical, new string('p', 255), 100_000_000, 100_000_060)
    {
        IncidentStart = 100_000_000,
        Figures = new TransitionFigures(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, 5400, 3600, true, 60, new Forecast(120, long.MaxValue)),
        Capacities = (long.MaxValue, long.MaxValue),
        Usual = long.MaxValue,
        Measured = long.MaxValue,
    };

    public static TransitionFigures Figures => new(1234, 5_000_000_000, 3700, 4_000_000_000, 60, 40, false, 2, new Forecast(17, null));

    public static ThroughputTransition Of(TransitionKind kind) => kind switch
    {
        TransitionKind.Warning => new(kind, "ops1", Noon, Noon + 2) { IncidentStart = Noon, Figures = Figures },
        TransitionKind.Critical => new(kind, "ops1", Noon + 17, Noon + 19) { IncidentStart = Noon, Figures = Figures with { Load = 3000, Forecast = default } },
        TransitionKind.Recovered => new(kind, "ops1", Noon + 90, Noon + 92) { IncidentStart = Noon, Figures = Figures with { Load = 999, Backlog = 0, Behind = 0, Forecast = new Forecast(null, 0) } },
        TransitionKind.Removed => new(kind, "ops1", Noon + 90, Noon + 92) { IncidentStart = Noon, Figures = Figures with { Rhythm = 60, IsRhythmFound = true, LimitInForce = 90 } },
        TransitionKind.Blind or TransitionKind.Seen => new(kind, null, Noon, Noon),
        TransitionKind.Silent or TransitionKind.Heard => new(kind, "ops1", Noon, Noon) { Usual = 65 },
        TransitionKind.CapacitySuspect => new(kind, "ops1", Noon, Noon) { Capacities = (2_000_000_000, 2_000_000_000_000) },
        TransitionKind.ThroughputDiffers => new(kind, "ops1", Noon, Noon) { Figures = Figures, Measured = 1_000_000_000 },
        _ => throw new InvalidOperationException($"{kind} has no example."),
    };
}
