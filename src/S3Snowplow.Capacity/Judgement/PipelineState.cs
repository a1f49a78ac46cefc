namespace S3Snowplow.Capacity;

/// <summary>What the judgement remembers of a pipeline from one run to the next. A value: judging makes a new one.</summary>
public sealed record PipelineState
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The first minute that is not judged yet.</summary>
    public required long NextMinute { get; init; }

    /// <summary>
    /// The bytes of the last judged minutes, oldest first, the last one that before <see cref="NextMinute"/>; -1 where nothing is known. Kept for windows
    /// and for object events that are heard of late.
    /// </summary>
    public IReadOnlyList<long> History { get; init; } = [];

    /// <summary>The estimated backlog before the oldest minute of <see cref="History"/>, in sixtieths of a byte.</summary>
    public long BacklogBeforeHistory { get; init; }

    /// <summary>How many minutes in a row fulfilled the condition for the next transition.</summary>
    public int Streak { get; init; }

    /// <summary>The minute with which the streak began.</summary>
    public long StreakStart { get; init; }

    /// <summary>The incident that is open, or <see langword="null"/>.</summary>
    public Incident? Incident { get; init; }

    /// <summary>Whether the last judged minute is unknown: the judgement stands still.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>A state that knows nothing of what was before a time.</summary>
    public static PipelineState StartingAt(string pipeline, DateTimeOffset time)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipeline);

        return new PipelineState { Pipeline = pipeline, NextMinute = MinuteBucket.MinuteOf(time) };
    }
}
