namespace S3Snowplow.Capacity;

/// <summary>Something to be told, once, with the figures of its minute. Minutes are since the Unix epoch.</summary>
/// <param name="Kind">What.</param>
/// <param name="Pipeline">Of which pipeline; <see langword="null"/>: of the source.</param>
/// <param name="Minute">The minute that was judged.</param>
/// <param name="Receipt">The receipt minute with which it was judged.</param>
public sealed record ThroughputTransition(TransitionKind Kind, string? Pipeline, long Minute, long Receipt)
{
    /// <summary>The minute with which the incident began that it belongs to; <see langword="null"/>: it belongs to none.</summary>
    public long? IncidentStart { get; init; }

    /// <summary>The figures; <see langword="null"/> where nothing was measured.</summary>
    public TransitionFigures? Figures { get; init; }

    /// <summary>A suspect capacity: the old one and the new one, in bytes per hour.</summary>
    public (long Old, long New)? Capacities { get; init; }

    /// <summary>Silence: the longest usual one, in minutes.</summary>
    public long? Usual { get; init; }

    /// <summary>A differing throughput: the bytes that were worked off in the last hour.</summary>
    public long? Measured { get; init; }

    /// <summary>The end of the judged minute: when what it says was so.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddMinutes(Minute + 1);

    /// <summary>When the incident began that it belongs to; <see langword="null"/>: it belongs to none.</summary>
    public DateTimeOffset? IncidentTime => IncidentStart is { } start ? DateTimeOffset.UnixEpoch.AddMinutes(start) : null;

    /// <summary>The id of the incident that it belongs to; <see langword="null"/>: it belongs to none.</summary>
    public Guid? Incident => IncidentStart is { } start && Pipeline is { } pipeline ? IncidentId.Of(pipeline, start) : null;

    /// <summary>The id under which it is told: the same however often it is folded. Each kind has one for an incident.</summary>
    /// <param name="source">The source's name, for what is no pipeline's.</param>
    public Guid IdFor(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);

        return IncidentId.Create(Pipeline ?? source, IncidentStart ?? Minute, Kind.Name());
    }
}

/// <summary>The figures of a judged minute. What does not fit into 63 bits stays at that.</summary>
/// <param name="Load">What came in the time that is remembered, over what could be worked off, in thousandths; 3000: it never fits.</param>
/// <param name="Backlog">Bytes that wait.</param>
/// <param name="Behind">The time that they take, in seconds.</param>
/// <param name="Rate">The bytes per hour by which that is measured.</param>
/// <param name="LimitInForce">The minutes of work that may wait, widened by the rhythm.</param>
/// <param name="Rhythm">How far apart files come, in minutes.</param>
/// <param name="IsRhythmFound">Whether it was found from what came; else declared, or none is known.</param>
/// <param name="Delay">By how many minutes judging is behind receiving.</param>
/// <param name="Forecast">What comes of it at the present rate.</param>
public sealed record TransitionFigures(
    long Load, long Backlog, long Behind, long Rate, int LimitInForce, int Rhythm, bool IsRhythmFound, int Delay, Forecast Forecast);
