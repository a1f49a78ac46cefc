namespace S3Snowplow.Capacity;

/// <summary>Where the events of all pipelines are kept, and can be read back: what <see cref="ThroughputEvaluation"/> judges from.</summary>
public interface IThroughputStore
{
    /// <summary>Reads what is known of each pipeline: all of it, or nothing. A pipeline of which there is nothing may be left out.</summary>
    /// <exception cref="IOException">It cannot be read, or a part of it is missing. Missing is not the same as empty: nothing is judged then.</exception>
    Task<IReadOnlyList<PipelineReading>> ReadAsync(ThroughputQuery query, CancellationToken cancellationToken = default);
}

/// <summary>What is asked of a store. Each sort of fact has a time of its own.</summary>
/// <param name="FirstMinute">The first minute whose bytes are needed, counted as <see cref="MinuteBucket.Minute"/> is.</param>
/// <param name="UntilMinute">The minute behind the last one.</param>
/// <param name="CapacitiesSince">From when on capacities are needed; a heartbeat repeats each.</param>
/// <param name="IncidentsSince">From when on the last event of an incident is looked for.</param>
public readonly record struct ThroughputQuery(long FirstMinute, long UntilMinute, DateTimeOffset CapacitiesSince, DateTimeOffset IncidentsSince);

/// <summary>What a store has of one pipeline.</summary>
public sealed record PipelineReading
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>
    /// The minutes in which there is an event of the pipeline, of an object or of its capacity, in order of time, with the bytes that arrived. Each is a sign
    /// that events come through. A minute that is not there has no event; whether it is empty or unknown is for the evaluation to say.
    /// </summary>
    public IReadOnlyList<MinuteBucket> Minutes { get; init; } = [];

    /// <summary>What the pipeline can take.</summary>
    public CapacityTimeline Capacities { get; init; } = CapacityTimeline.Of();

    /// <summary>The last event <c>throughput_exceeded</c>: how the judgement stood at its time. <see langword="null"/> where there is none.</summary>
    public ThroughputTransition? LastTransition { get; init; }
}
