namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A day of one pipeline that takes 2 GiB an hour, judged minute by minute with the default conditions.</summary>
internal static class Day
{
    public const int Minutes = 24 * 60;

    private const int Objects = 20;

    public static readonly Throughput Capacity = Throughput.Parse("2 GiB/h");

    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Judges a day.</summary>
    /// <param name="load">What comes in during a minute of the day, as a multiple of the capacity; <see langword="null"/> where nothing is known.</param>
    /// <param name="noise">Gives numbers of [0, 1); each of a minute's twenty objects has up to 5 % more or less. No noise without it.</param>
    /// <param name="options">The conditions; the default ones without.</param>
    public static IReadOnlyList<ThroughputTransition> Judge(Func<int, double?> load, Func<double>? noise = null, JudgementOptions? options = null)
    {
        options ??= new JudgementOptions();
        var capacities = CapacityTimeline.Of(new CapacityStep(Midnight, Capacity));
        PipelineState state = PipelineState.StartingAt("ops1", Midnight);
        var told = new List<ThroughputTransition>();
        for (int minute = 0; minute < Minutes; minute++)
        {
            MinuteBucket[] buckets = load(minute) is { } times
                ? [.. Enumerable.Range(0, Objects).Select(_ => new MinuteBucket(state.NextMinute, (long)(times * (noise is null ? 1 : 0.95 + (0.1 * noise())) * Capacity.BytesPerHour / 60 / Objects)))]
                : [];
            JudgementResult result = Judgement.Judge(state, buckets, capacities, Midnight.AddMinutes(minute + 1), options);
            state = result.State;
            told.AddRange(result.Transitions);
        }

        return told;
    }

    /// <summary>The minute of the day with whose close something was told.</summary>
    public static int MinuteOf(ThroughputTransition transition) => (int)(transition.Time - Midnight).TotalMinutes - 1;
}
