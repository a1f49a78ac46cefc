namespace S3Snowplow.Capacity;

/// <summary>When input is larger than throughput, and when no longer. Times are whole minutes.</summary>
/// <remarks>The defaults suit smooth traffic as well as files that come up to once a day: what the owner of one pipeline says stands in <c>bands.yml</c> (<c>max_behind</c>, <c>rhythm</c>).</remarks>
public sealed class JudgementOptions
{
    /// <summary>How much work may wait before it is critical, where the pipeline has no limit of its own.</summary>
    /// <value>Default: 60 minutes; 3 minutes to 2 days.</value>
    public TimeSpan MaxBehind { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>So much waiting work counts as none.</summary>
    /// <value>Default: 5 minutes; 0 to 60 minutes, less than <see cref="MaxBehind"/>.</value>
    public TimeSpan MinBehind { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long work has to wait before a warning, where the pipeline's rhythm is shorter.</summary>
    /// <value>Default: 5 minutes; 1 to 60 minutes.</value>
    public TimeSpan Sustain { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many minutes without waiting work end an incident.</summary>
    /// <value>Default: 15 minutes; 1 minute to 4 hours.</value>
    public TimeSpan RecoverAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest rhythm of files that is found by itself; a longer one has to be declared.</summary>
    /// <value>Default: 30 hours; 5 minutes to 30 hours.</value>
    public TimeSpan RhythmCap { get; set; } = TimeSpan.FromHours(30);

    /// <summary>For how long back late bytes are put into their own minute.</summary>
    /// <value>Default: 6 hours; 3 to 24 hours. A pipeline takes 8 bytes for each minute.</value>
    public TimeSpan History { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The part of the bytes that has usually been received when a minute is judged, in thousandths.</summary>
    /// <value>Default: 900; 500 to 999.</value>
    public int DelayPermille { get; set; } = 900;

    /// <summary>The least time by which judging is behind receiving.</summary>
    /// <value>Default: 0; 0 to 60 minutes.</value>
    public TimeSpan MinDelay { get; set; }

    /// <summary>The most time by which judging is behind receiving.</summary>
    /// <value>Default: 30 minutes; <see cref="MinDelay"/> to 60 minutes.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How near a sign of life of the source has to be for a minute without data to be known as empty: twice the interval of the signs.</summary>
    /// <value>Default: 2 minutes; 1 minute to 7 days. 30 minutes with heartbeats of 15.</value>
    public TimeSpan AliveReach { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After so long without any sign of life it is told that nothing is heard of the source.</summary>
    /// <value>Default: 30 minutes; <see cref="AliveReach"/> to 7 days.</value>
    public TimeSpan BlindAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The least time without data of a pipeline, while its source lives, that is told.</summary>
    /// <value>Default: 60 minutes; 15 minutes to 7 days.</value>
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>For how long a removed pipeline, or a capacity of 20 times or a 20th of the one before, has to stand before it counts.</summary>
    /// <value>Default: 60 minutes; 0 to 24 hours.</value>
    public TimeSpan Confirm { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>By how much what is received can be read later than it was received: 0 for counters of this process, some minutes for Elasticsearch.</summary>
    /// <value>Default: 0; 0 to 60 minutes.</value>
    public TimeSpan StoreDelay { get; set; }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        foreach ((string name, TimeSpan value) in Times())
        {
            if (value.Ticks % TimeSpan.TicksPerMinute != 0 || value < TimeSpan.Zero || value > TimeSpan.FromDays(366))
            {
                errors.Add($"{name} is {value}; whole minutes are allowed.");
            }
        }

        return errors.Count > 0 ? errors : ToFold().Validate();
    }

    /// <summary>The same as whole minutes.</summary>
    internal FoldSettings ToFold() => new()
    {
        MaxBehind = Minutes(MaxBehind),
        MinBehind = Minutes(MinBehind),
        Sustain = Minutes(Sustain),
        RecoverAfter = Minutes(RecoverAfter),
        RhythmCap = Minutes(RhythmCap),
        History = Minutes(History),
        DelayPermille = DelayPermille,
        MinDelay = Minutes(MinDelay),
        MaxDelay = Minutes(MaxDelay),
        AliveReach = Minutes(AliveReach),
        BlindAfter = Minutes(BlindAfter),
        SilentAfter = Minutes(SilentAfter),
        Confirm = Minutes(Confirm),
        StoreDelay = Minutes(StoreDelay),
    };

    private static int Minutes(TimeSpan time) => (int)(time.Ticks / TimeSpan.TicksPerMinute);

    private (string Name, TimeSpan Value)[] Times() =>
    [
        (nameof(MaxBehind), MaxBehind),
        (nameof(MinBehind), MinBehind),
        (nameof(Sustain), Sustain),
        (nameof(RecoverAfter), RecoverAfter),
        (nameof(RhythmCap), RhythmCap),
        (nameof(History), History),
        (nameof(MinDelay), MinDelay),
        (nameof(MaxDelay), MaxDelay),
        (nameof(AliveReach), AliveReach),
        (nameof(BlindAfter), BlindAfter),
        (nameof(SilentAfter), SilentAfter),
        (nameof(Confirm), Confirm),
        (nameof(StoreDelay), StoreDelay),
    ];
}
