using S3Snowplow.Capacity;

namespace S3Snowplow.Dashboard.Live;

/// <summary>The pipelines as they are judged, and each with its history.</summary>
/// <param name="inputs">What it looks at.</param>
internal sealed class JudgedView(DashboardInputs inputs)
{
    private static readonly string[] WorstFirst = ["critical", "warning", "silent", "unknown", "fine"];

    /// <summary>All pipelines, the worst first.</summary>
    public IReadOnlyList<DashboardPipeline> Pipelines()
    {
        if (inputs.Judge is not { } judge)
        {
            return [];
        }

        var view = new PipelineView(inputs.Bands?.Current, inputs.Words);
        return InOrder(judge.Pipelines.Select(status => view.Of(status, judge.HistoryOf(status.Name))));
    }

    /// <summary>One pipeline; <see langword="null"/>: no pipeline of this name is judged.</summary>
    /// <param name="name">Its name.</param>
    public DashboardDetail? Find(string name)
    {
        if (inputs.Judge is not { } judge || judge.Pipelines.FirstOrDefault(one => one.Name == name) is not { } status)
        {
            return null;
        }

        var view = new PipelineView(inputs.Bands?.Current, inputs.Words);
        PipelineHistory? history = judge.HistoryOf(name);
        return new DashboardDetail(view.Of(status, history), SeriesView.Of(history), IncidentView.Of(history, status, view, inputs.Alerts?.Incidents()));
    }

    /// <summary>The worst first: by state, then by how much of the limit is used, then by name.</summary>
    public static IReadOnlyList<DashboardPipeline> InOrder(IEnumerable<DashboardPipeline> pipelines) =>
    [
        .. pipelines.OrderBy(one => Array.IndexOf(WorstFirst, one.State))
            .ThenByDescending(one => one.Behind / (double)Math.Max(one.Limit, 1))
            .ThenBy(one => one.Name, StringComparer.Ordinal),
    ];
}
