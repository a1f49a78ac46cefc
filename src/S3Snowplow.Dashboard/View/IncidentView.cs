using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Dashboard;

/// <summary>A pipeline's incidents as the page and reports have them.</summary>
internal static class IncidentView
{
    /// <summary>The incidents, the latest first.</summary>
    /// <param name="history">What is remembered of the pipeline; <see langword="null"/>: nothing.</param>
    /// <param name="status">How it is now; <see langword="null"/>: it is judged no longer.</param>
    /// <param name="view">The words for the open one.</param>
    /// <param name="told">What is known of their alerts, by pipeline and begin.</param>
    public static IReadOnlyList<DashboardIncident> Of(
        PipelineHistory? history, PipelineStatus? status, PipelineView view, IReadOnlyDictionary<(string Pipeline, long Start), IReadOnlyList<ChannelTold>>? told = null)
    {
        List<DashboardIncident> incidents = [];
        foreach (PastIncident incident in (history?.Incidents ?? []).Reverse())
        {
            bool isOpen = incident.End is null && status?.Incident is { } open && PipelineView.StartOf(open) == incident.Start;
            long behind = (long)incident.LongestBehind.TotalSeconds;
            IReadOnlyList<ChannelTold>? channels = status is null ? null : told?.GetValueOrDefault((status.Name, incident.Start.ToUnixTimeSeconds() / 60));
            incidents.Add(new DashboardIncident(
                incident.IsCritical ? "critical" : "warning",
                incident.Start,
                incident.End,
                AlertWords.Seconds(isOpen ? Math.Max(behind, status!.Figures.Behind) : behind),
                isOpen ? view.ForecastOf(status!) : null,
                channels is { Count: > 0 } ? string.Join(", ", channels.Select(TextOf)) : null));
        }

        return incidents;
    }

    private static string TextOf(ChannelTold told)
    {
        string name = AlertWords.Name(told.Channel);
        string opening = told.Opening switch
        {
            Told.Yes => $"{name} told",
            Told.Maybe => $"{name} perhaps told",
            Told.No => $"{name} not told",
            _ => throw new System.Diagnostics.UnreachableException($"{told.Opening} is no way of being told."),
        };
        return told switch
        {
            { SilencedUntil: { } until } => $"{opening} (silenced until {AlertWords.Time(until)})",
            { Owed: { } reason, Opening: Told.No } => $"{opening} yet ({AlertWords.OneLine(reason)})",
            { Owed: { } reason } => $"{opening}, not yet of the latest ({AlertWords.OneLine(reason)})",
            _ => opening,
        };
    }
}
