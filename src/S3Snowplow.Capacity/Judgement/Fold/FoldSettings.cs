namespace S3Snowplow.Capacity;

/// <summary>What the fold decides by, for all pipelines of a source. Times are whole minutes. Never changes while minutes are folded.</summary>
internal sealed record FoldSettings
{
    /// <summary>The work that may wait before it is critical, where the pipeline has no limit of its own. Default: 60; 3 to 2880.</summary>
    public int MaxBehind { get; init; } = 60;

    /// <summary>So much waiting work counts as none. Default: 5; 0 to 60, below <see cref="MaxBehind"/>.</summary>
    public int MinBehind { get; init; } = 5;

    /// <summary>For how long work has to wait before a warning, where the rhythm is shorter. Default: 5; 1 to 60.</summary>
    public int Sustain { get; init; } = 5;

    /// <summary>How many calm minutes end an incident. Default: 15; 1 to 240.</summary>
    public int RecoverAfter { get; init; } = 15;

    /// <summary>The longest rhythm that is found and not declared. Default: 1800; 5 to 1800.</summary>
    public int RhythmCap { get; init; } = 1800;

    /// <summary>How many judged minutes still take late bytes exactly. Default: 360; 180 to 1440.</summary>
    public int History { get; init; } = 360;

    /// <summary>The part of the bytes that has usually arrived when a minute is judged, in thousandths. Default: 900; 500 to 999.</summary>
    public int DelayPermille { get; init; } = 900;

    /// <summary>The least minutes by which judging is behind receiving. Default: 0; 0 to 60.</summary>
    public int MinDelay { get; init; }

    /// <summary>The most minutes by which judging is behind receiving. Default: 30; 0 to 60, <see cref="MinDelay"/> at least.</summary>
    public int MaxDelay { get; init; } = 30;

    /// <summary>How near a sign of life has to be for an empty minute to be known. Default: 2; 1 to 10080. Twice the interval of the signs.</summary>
    public int AliveReach { get; init; } = 2;

    /// <summary>After so long without any sign of life the source is blind. Default: 30; <see cref="AliveReach"/> to 10080.</summary>
    public int BlindAfter { get; init; } = 30;

    /// <summary>The least time without bytes, while the source lives, that is told. Default: 60; 15 to 10080.</summary>
    public int SilentAfter { get; init; } = 60;

    /// <summary>How long a removal, or a capacity that is suspect for its size, has to stand before it counts. Default: 60; 0 to 1440.</summary>
    public int Confirm { get; init; } = 60;

    /// <summary>By how much the store lags behind receipt: a matter of the run, not of the fold. Default: 0; 0 to 60.</summary>
    public int StoreDelay { get; init; }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Check(nameof(MaxBehind), MaxBehind, 3, 2880);
        Check(nameof(MinBehind), MinBehind, 0, 60);
        Check(nameof(Sustain), Sustain, 1, 60);
        Check(nameof(RecoverAfter), RecoverAfter, 1, 240);
        Check(nameof(RhythmCap), RhythmCap, 5, 1800);
        Check(nameof(History), History, 180, 1440);
        Check(nameof(DelayPermille), DelayPermille, 500, 999, "thousandths");
        Check(nameof(MinDelay), MinDelay, 0, 60);
        Check(nameof(MaxDelay), MaxDelay, 0, 60);
        Check(nameof(AliveReach), AliveReach, 1, 10080);
        Check(nameof(BlindAfter), BlindAfter, 1, 10080);
        Check(nameof(SilentAfter), SilentAfter, 15, 10080);
        Check(nameof(Confirm), Confirm, 0, 1440);
        Check(nameof(StoreDelay), StoreDelay, 0, 60);
        AtLeast(nameof(MaxBehind), MaxBehind, nameof(MinBehind), MinBehind + 1, "has to be more than");
        AtLeast(nameof(MaxDelay), MaxDelay, nameof(MinDelay), MinDelay, "may not be less than");
        AtLeast(nameof(BlindAfter), BlindAfter, nameof(AliveReach), AliveReach, "may not be less than");
        return errors;

        void Check(string name, int value, int least, int most, string unit = "minutes")
        {
            if (value < least || value > most)
            {
                errors.Add($"{name} is {value}; {least} to {most} {unit} are allowed.");
            }
        }

        void AtLeast(string name, int value, string other, int least, string rule)
        {
            if (value < least)
            {
                errors.Add($"{name} is {value}; it {rule} {other}.");
            }
        }
    }
}
