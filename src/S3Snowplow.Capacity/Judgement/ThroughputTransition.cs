namespace S3Snowplow.Capacity;

/// <summary>A pipeline became exceeded, or recovered: what is told, once, with the figures of that minute.</summary>
public sealed record ThroughputTransition
{
    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Which of the two.</summary>
    public required ThroughputState State { get; init; }

    /// <summary>The incident that begins or ends.</summary>
    public required Incident Incident { get; init; }

    /// <summary>The close of the minute in which it was judged.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Bytes that came in during <see cref="Incident"/>'s window, up to <see cref="Time"/>.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes that the pipeline could take in the same time.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>The one over the other.</summary>
    public double Load => CapacityBytes == 0 ? 0 : (double)BytesIn / CapacityBytes;

    /// <summary>The capacity at <see cref="Time"/>.</summary>
    public required Throughput Capacity { get; init; }

    /// <summary>Bytes that are estimated to wait.</summary>
    public required long BacklogBytes { get; init; }

    /// <summary>How long the newest byte has to wait.</summary>
    public required TimeSpan Behind { get; init; }

    /// <summary>How long it takes to work off the backlog if bytes go on coming as they do; <see langword="null"/> where it only grows.</summary>
    public required TimeSpan? CatchUp { get; init; }

    /// <summary>The incident's id.</summary>
    public Guid IncidentId => Incident.IdFor(Pipeline);
}

/// <summary>What a pipeline became.</summary>
public enum ThroughputState
{
    /// <summary>More comes in than it can take.</summary>
    Exceeded,

    /// <summary>It has been well again for long enough.</summary>
    Recovered,
}
