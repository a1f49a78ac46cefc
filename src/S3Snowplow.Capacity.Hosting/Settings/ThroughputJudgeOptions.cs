namespace S3Snowplow.Capacity;

/// <summary>How a host judges. Configuration section <c>S3Snowplow:Judge</c>.</summary>
public sealed class ThroughputJudgeOptions
{
    /// <summary>When input is larger than throughput.</summary>
    public JudgementOptions Judgement { get; set; } = new();

    /// <summary>How what the relay receives is counted.</summary>
    public ReceivedCounterOptions Counters { get; set; } = new();

    /// <summary>
    /// A file on a local disk in which the state is kept between runs. Beside it, unless <see cref="ReceivedCounterOptions.JournalFolder"/> says something else, stands a folder with <c>.journal</c> behind
    /// its name, so that a process that is killed loses nothing. <see langword="null"/>: a restart forgets open incidents, and what was learned.
    /// </summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? StateFile { get; set; }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. Judgement.Validate().Select(error => $"{nameof(Judgement)}: {error}"),
        .. Counters.Validate().Select(error => $"{nameof(Counters)}: {error}"),
    ];
}
