using System.Globalization;
using System.Net;
using System.Text;
using S3Snowplow.Capacity;

namespace S3Snowplow.CapacitySample;

/// <summary>The day as one HTML page, for light and dark, without anything from outside: each pipeline with its picture and what was told of it.</summary>
internal static class DayPage
{
    private const string Css =
        "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1060px;padding:0 1rem;color:var(--ink);background:var(--paper)}h1{font-size:1.35rem;margin-bottom:.2rem}"
        + "h2{font-size:1.1rem;margin:2rem 0 0}p,li{margin:.2rem 0}p.soft{color:var(--soft)}svg{width:100%;height:auto;display:block;margin-top:.6rem}"
        + ".word{font-weight:600}.word.warning{color:var(--warning)}.word.critical{color:var(--critical)}.word.recovered{color:var(--recovered)}time{font-variant-numeric:tabular-nums}";

    public static string Draw(IReadOnlyList<PipelineDay> days)
    {
        var html = new StringBuilder();
        int behind = days.Count(day => Incidents(day).Count > 0);
        html.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>A day against its capacity</title><style>{ChartStyle.Css}{Css}</style></head><body>\n");
        html.Append($"<h1>{behind} of {days.Count} pipelines got more than they could process</h1>\n");
        html.Append("<p class=\"soft\">Above: what came in (blue) against what the processor can take (dashed). Below: how long new data had to wait (grey) against how long it may (red, dashed). "
            + "Amber is a warning, red is critical; the colour ends when it was told that the work is done. Times are UTC.</p>\n");
        foreach (PipelineDay day in days)
        {
            html.Append($"<h2>{Text(day.Pipeline.Name)}</h2>\n<p class=\"soft\">{Text(day.Pipeline.Band)}, {day.Pipeline.Throughput}; gets {Text(day.Shape)}.</p>\n");
            html.Append(BacklogChart.Draw(ChartOf(day)));
            html.Append("<ul>\n");
            foreach ((_, ThroughputTransition told) in day.Told)
            {
                AlertNotice notice = DemoNotice.Of(told, day.Pipeline, "demo");
                html.Append(CultureInfo.InvariantCulture, $"<li><time>{told.Time:HH:mm}</time> <span class=\"word {told.Kind.Name()}\">{Text(AlertText.State(notice).ToLowerInvariant())}</span>: {Text(AlertText.Headline(notice))}.</li>\n");
            }

            html.Append(day.Told.Count == 0 ? "<li>Nothing to tell.</li>\n</ul>\n" : "</ul>\n");
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static ChartData ChartOf(PipelineDay day)
    {
        IReadOnlyList<HistoryCell> cells = day.History?.Day ?? [];
        DateTimeOffset begin = cells.Count > 0 ? new DateTimeOffset(cells[0].Start.UtcDateTime.Date, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        return new ChartData(
            $"What came in for {day.Pipeline.Name} against its capacity, and how long work waited",
            begin,
            DemoRun.Minutes,
            [.. cells.Where(cell => cell.Capacity > 0).Select(cell => Cell(day, cell, (cell.Start - begin).TotalMinutes))],
            Incidents(day));
    }

    private static ChartCell Cell(PipelineDay day, HistoryCell cell, double start)
    {
        double hours = cell.Length.TotalHours;
        int last = Math.Clamp((int)(start + cell.Length.TotalMinutes) - 1, 0, DemoRun.Minutes - 1);
        return new ChartCell(start, cell.Length.TotalMinutes, cell.Bytes / hours, cell.Capacity / hours, cell.Behind.TotalMinutes, day.Limits[last]);
    }

    private static List<ChartIncident> Incidents(PipelineDay day)
    {
        List<ChartIncident> incidents = [];
        foreach ((int at, ThroughputTransition told) in day.Told)
        {
            if (told.Kind == TransitionKind.Warning)
            {
                incidents.Add(new ChartIncident(at, null, null));
            }
            else if (told.Kind == TransitionKind.Critical && incidents is [.., { Critical: null, Over: null }])
            {
                incidents[^1] = incidents[^1] with { Critical = at };
            }
            else if (told.Kind == TransitionKind.Critical)
            {
                incidents.Add(new ChartIncident(null, at, null));
            }
            else if (told.Kind is TransitionKind.Recovered or TransitionKind.Removed && incidents.Count > 0)
            {
                incidents[^1] = incidents[^1] with { Over = at };
            }
        }

        return incidents;
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
