using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Dashboard;

namespace S3Snowplow.Tool;

/// <summary>Makes a report of a simulation: the pictures of the page, for all of the time.</summary>
internal static class SimulationReport
{
    /// <summary>Makes it.</summary>
    /// <param name="outcome">What was found.</param>
    /// <param name="bands">The bands that it was judged by.</param>
    /// <param name="made">The present time.</param>
    public static DashboardReport Of(SimulationOutcome outcome, CapacityBands bands, DateTimeOffset made)
    {
        var view = new PipelineView(bands, new AlertOptions());
        bool isBinary = outcome.Pipelines.Any(one => one.Pipeline.Throughput.IsBinary);
        return new DashboardReport(
            SimulationText.Found(outcome).TrimEnd('.'),
            made,
            [$"Simulated {SimulationText.Span(outcome)}.", .. outcome.Notes, .. Unmatched(outcome, isBinary)],
            [.. outcome.Pipelines.Where(one => one.Judgement is not null).Select(one => Detail(one, view, bands))]);
    }

    private static string[] Unmatched(SimulationOutcome outcome, bool isBinary)
    {
        string[] lines = [.. SimulationText.UnmatchedLines(outcome.Unmatched, isBinary)];
        return lines.Length == 0 ? [] : [$"{lines[0]} {string.Join("; ", lines.Skip(1).Select(line => line.Trim()))}."];
    }

    private static DashboardDetail Detail(SimulatedPipeline pipeline, PipelineView view, CapacityBands bands)
    {
        PipelineStatus status = StatusOf(pipeline.Pipeline.Name, pipeline.Judgement!);
        return new DashboardDetail(
            // Which band would do for what comes "now" is no answer for all of the time: bands suggest gives that.
            view.Of(status, history: null) with { Last24Hours = pipeline.Series.LastDay(), SmallestBand = null },
            new Dictionary<string, DashboardSeries>(StringComparer.Ordinal) { ["all"] = pipeline.Series.All() },
            [.. pipeline.Incidents.Reverse().Select(incident => Incident(incident, status, view))])
        {
            Told = [.. pipeline.Told.Select(told => Told(told, bands))],
        };
    }

    private static DashboardIncident Incident(SimulatedIncident incident, PipelineStatus status, PipelineView view) => new(
        incident.Critical is null ? "warning" : "critical",
        incident.Start,
        incident.Recovered,
        AlertWords.Seconds((long)incident.LongestBehind),
        incident.Recovered is null ? view.ForecastOf(status) : null,
        $"told {SimulationText.Lead(incident)}");

    private static DashboardTold Told(ThroughputTransition told, CapacityBands bands) =>
        new(Minutes.Time(told.Receipt + 1), told.Kind.Name(), AlertText.Headline(SimulatedPipeline.Notice(told, bands)));

    private static PipelineStatus StatusOf(string name, PipelineJudgement judgement)
    {
        TransitionFigures figures = judgement.Figures();
        return new PipelineStatus(
            name,
            Minutes.Time(judgement.Next),
            judgement.IsUnknown,
            judgement.IsSilent,
            judgement.LastBytes is { } last ? Minutes.Time(last + 1) : null,
            judgement.Incident is { } incident ? new IncidentStatus(name, incident.Start, incident.IsCritical, judgement.Next - 1, figures) : null,
            figures)
        {
            UsualGap = judgement.UsualGap > 0 ? TimeSpan.FromMinutes(judgement.UsualGap) : null,
        };
    }
}
