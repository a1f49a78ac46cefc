using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Tests.Judgements;
using S3Snowplow.RuleComparison;

namespace S3Snowplow.RuleComparison;

/// <summary>Draws what the rule made of a scenario, for the documents.</summary>
internal static class ScenarioPicture
{
    private const long Minute = 60_000;
    private const int CellMinutes = 5;

    /// <summary>The documents' pictures: the file, the scenario, what it shows and the minutes of it that are drawn.</summary>
    public static IReadOnlyList<(string File, string Scenario, string Title, int Minutes)> All { get; } =
    [
        ("capacity-ramp.svg", "smooth-ramp", "A stream that slowly rises above what the processor can take: a warning, critical, and recovered when the work is done", 1020),
        ("capacity-hourly.svg", "hourly-over-back", "Hourly files that fit for a day, are too large for half a day, and fit again", 2880),
        ("capacity-late.svg", "late-constant", "A stream of which each object is heard of ten minutes late", 720),
    ];

    /// <summary>The picture of a scenario with one pipeline.</summary>
    public static string Draw(byte[] json, string title, int minutes)
    {
        FoldScenario scenario = FoldScenario.Read(json);
        long start = scenario.Start / Minute;
        SortedDictionary<long, (double Behind, double Limit, double Rate)> judged = [];
        var run = new FoldScenarioRun(scenario) { Folded = state => Note(state, judged) };
        run.Run();

        List<ChartCell> cells = [];
        for (int from = 0; from < minutes; from += CellMinutes)
        {
            (double Behind, double Limit, double Rate)[] part = [.. Enumerable.Range(from, CellMinutes).Where(minute => judged.ContainsKey(start + minute)).Select(minute => judged[start + minute])];
            if (part.Length > 0)
            {
                double bytes = scenario.Inputs.Where(input => input.Kind == FoldInputKind.Arrived && input.Happened / Minute >= from && input.Happened / Minute < from + CellMinutes).Sum(input => (double)input.Bytes);
                cells.Add(new ChartCell(from, CellMinutes, bytes * 60 / CellMinutes, part.Average(one => one.Rate), part.Max(one => one.Behind), part[^1].Limit));
            }
        }

        IEnumerable<ChartIncident> incidents = NewRule.Incidents(run.Told).Where(one => one.Opened < minutes)
            .Select(one => new ChartIncident(one.Opened == one.Critical ? null : one.Opened, one.Critical < minutes ? one.Critical : null, one.Closed < minutes ? one.Closed : null));
        return BacklogChart.Draw(new ChartData(title, DateTimeOffset.FromUnixTimeMilliseconds(scenario.Start), minutes, cells, [.. incidents]), isFile: true);
    }

    // The minutes that were judged with this receipt minute. Where it was several, all have the figures of the last one.
    private static void Note(FoldState state, SortedDictionary<long, (double Behind, double Limit, double Rate)> judged)
    {
        foreach (PipelineJudgement judgement in state.Pipelines.Select(pipeline => pipeline.Judgement).OfType<PipelineJudgement>())
        {
            TransitionFigures figures = judgement.Figures();
            for (long minute = judgement.Next - 1; !judged.ContainsKey(minute) && (judged.Count == 0 || minute > judged.Keys.Last()); minute--)
            {
                judged[minute] = (figures.Behind / 60.0, figures.LimitInForce, figures.Rate);
            }
        }
    }
}
