namespace S3Snowplow.Capacity;

/// <summary>All that a monitor has to know again after a restart.</summary>
public sealed record ThroughputSnapshot
{
    /// <summary>The pipelines.</summary>
    public IReadOnlyList<PipelineSnapshot> Pipelines { get; init; } = [];

    /// <summary>Transitions of which not every channel has been told yet.</summary>
    public IReadOnlyList<ThroughputTransition> Untold { get; init; } = [];

    /// <summary>How each open incident began.</summary>
    public IReadOnlyList<ThroughputTransition> Open { get; init; } = [];
}

/// <summary>What is known of one pipeline.</summary>
/// <param name="State">The judged state.</param>
/// <param name="Capacities">Its capacities over the time of the history.</param>
/// <param name="Unjudged">Bytes of minutes that are not judged yet.</param>
public sealed record PipelineSnapshot(PipelineState State, IReadOnlyList<CapacityStep> Capacities, IReadOnlyList<MinuteBucket> Unjudged);
