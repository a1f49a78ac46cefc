namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The settings of a scenario as a user sets them.</summary>
internal static class ScenarioOptions
{
    public static JudgementOptions Of(FoldSettings settings) => new()
    {
        MaxBehind = TimeSpan.FromMinutes(settings.MaxBehind),
        MinBehind = TimeSpan.FromMinutes(settings.MinBehind),
        Sustain = TimeSpan.FromMinutes(settings.Sustain),
        RecoverAfter = TimeSpan.FromMinutes(settings.RecoverAfter),
        RhythmCap = TimeSpan.FromMinutes(settings.RhythmCap),
        History = TimeSpan.FromMinutes(settings.History),
        DelayPermille = settings.DelayPermille,
        MinDelay = TimeSpan.FromMinutes(settings.MinDelay),
        MaxDelay = TimeSpan.FromMinutes(settings.MaxDelay),
        AliveReach = TimeSpan.FromMinutes(settings.AliveReach),
        BlindAfter = TimeSpan.FromMinutes(settings.BlindAfter),
        SilentAfter = TimeSpan.FromMinutes(settings.SilentAfter),
        Confirm = TimeSpan.FromMinutes(settings.Confirm),
        StoreDelay = TimeSpan.FromMinutes(settings.StoreDelay),
    };
}
