namespace S3Snowplow.Tool;

/// <summary>What a simulation found.</summary>
/// <param name="Source">What was read, for people.</param>
/// <param name="Span">The minutes.</param>
/// <param name="Pipelines">The pipelines, the worst first.</param>
/// <param name="Unmatched">What belongs to no pipeline.</param>
/// <param name="Facts">What has to be known of what was read.</param>
/// <param name="Notes">The same in sentences.</param>
internal sealed record SimulationOutcome(
    string Source,
    ReplaySpan Span,
    IReadOnlyList<SimulatedPipeline> Pipelines,
    UnmatchedObjects Unmatched,
    ReadFacts Facts,
    IReadOnlyList<string> Notes)
{
    /// <summary>The begin of what is shown.</summary>
    public DateTimeOffset From => Minutes.Time(Span.From);

    /// <summary>The end of what is shown.</summary>
    public DateTimeOffset Until => Minutes.Time(Span.Until);

    /// <summary>All incidents.</summary>
    public IEnumerable<SimulatedIncident> Incidents => Pipelines.SelectMany(pipeline => pipeline.Incidents);

    /// <summary>The worst first: how often it was critical, how often anything, how long work waited, then by name.</summary>
    public static IReadOnlyList<SimulatedPipeline> Sorted(IEnumerable<SimulatedPipeline> pipelines) =>
    [
        .. pipelines.OrderByDescending(one => one.Incidents.Count(incident => incident.Critical is not null))
            .ThenByDescending(one => one.Incidents.Count)
            .ThenByDescending(one => one.Series.LongestBehind)
            .ThenBy(one => one.Pipeline.Name, StringComparer.Ordinal),
    ];
}
