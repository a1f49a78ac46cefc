using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What a simulation found, for programs: the answer of <c>simulate --json</c>. Times are UTC, sizes bytes, spans seconds.</summary>
internal sealed record SimulationJson(
    string Source,
    DateTimeOffset From,
    DateTimeOffset Until,
    DateTimeOffset FoldedFrom,
    long Objects,
    long Bytes,
    long LatestObjects,
    long LatestBytes,
    long MultipartBytes,
    IReadOnlyList<string> Notes,
    string Summary,
    IReadOnlyList<PipelineJson> Pipelines,
    UnmatchedJson Unmatched,
    string? Report)
{
    /// <summary>Makes it.</summary>
    /// <param name="outcome">What was found.</param>
    /// <param name="report">The report's file, where one was written.</param>
    public static SimulationJson Of(SimulationOutcome outcome, string? report) => new(
        outcome.Source,
        outcome.From,
        outcome.Until,
        Minutes.Time(outcome.Span.First),
        outcome.Facts.Objects,
        outcome.Facts.Bytes,
        outcome.Facts.LatestObjects,
        outcome.Facts.LatestBytes,
        outcome.Facts.MultipartBytes,
        outcome.Notes,
        SimulationText.Summary(outcome),
        [.. outcome.Pipelines.Select(Of)],
        new UnmatchedJson(outcome.Unmatched.Objects, outcome.Unmatched.Bytes, [.. outcome.Unmatched.Largest(20)]),
        report);

    private static PipelineJson Of(SimulatedPipeline pipeline) => new(
        pipeline.Pipeline.Name,
        pipeline.Pipeline.Band,
        pipeline.Pipeline.Throughput.BytesPerHour,
        pipeline.Arrivals.Objects,
        (long)pipeline.Series.Bytes,
        pipeline.Arrivals.ObservesDrain,
        (long)pipeline.Series.LongestBehind,
        [.. pipeline.Incidents.Select(Of)],
        [.. pipeline.Told.Select(told => new ToldJson(Minutes.Time(told.Receipt + 1), told.Time, told.Kind.Name()))]);

    private static IncidentJson Of(SimulatedIncident incident) => new(
        incident.Start,
        incident.Critical is null ? "warning" : "critical",
        incident.Warning,
        incident.Critical,
        incident.LimitPassed,
        (long?)incident.WarningToCritical?.TotalSeconds,
        (long?)incident.Lead?.TotalSeconds,
        (long)incident.LongestBehind,
        incident.Limit,
        incident.Recovered);
}

/// <summary>A pipeline of the answer.</summary>
internal sealed record PipelineJson(
    string Name, string Band, long BytesPerHour, long Objects, long Bytes, bool DrainObserved, long LongestBehind, IReadOnlyList<IncidentJson> Incidents, IReadOnlyList<ToldJson> Told);

/// <summary>An incident of the answer.</summary>
/// <param name="Start">When it began.</param>
/// <param name="Severity">How bad it became: <c>warning</c> or <c>critical</c>.</param>
/// <param name="Warning">When the warning would have been told.</param>
/// <param name="Critical">When critical would have been told.</param>
/// <param name="LimitPassed">When more work waited than may.</param>
/// <param name="WarningToCritical">Seconds from the one to the other.</param>
/// <param name="Lead">Seconds from what was told first until the limit was passed.</param>
/// <param name="LongestBehind">The longest wait, in seconds.</param>
/// <param name="Limit">The limit in force, in words.</param>
/// <param name="Recovered">When it was over; absent: not by the end.</param>
internal sealed record IncidentJson(
    DateTimeOffset Start,
    string Severity,
    DateTimeOffset? Warning,
    DateTimeOffset? Critical,
    DateTimeOffset? LimitPassed,
    long? WarningToCritical,
    long? Lead,
    long LongestBehind,
    string Limit,
    DateTimeOffset? Recovered);

/// <summary>Something that would have been told.</summary>
/// <param name="At">When it would have been told.</param>
/// <param name="Time">When it was so.</param>
/// <param name="Kind">What, in the words of the events.</param>
internal sealed record ToldJson(DateTimeOffset At, DateTimeOffset Time, string Kind);

/// <summary>What belongs to no pipeline.</summary>
internal sealed record UnmatchedJson(long Objects, long Bytes, IReadOnlyList<UnmatchedSegment> Largest);
