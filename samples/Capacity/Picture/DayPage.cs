using System.Globalization;
using System.Net;
using System.Text;
using S3Snowplow.Capacity;

namespace S3Snowplow.CapacitySample;

/// <summary>Draws the days as one HTML page without anything from outside: bytes a minute against the capacity, the backlog below, incidents shaded.</summary>
internal static class Picture
{
    private const int Left = 84;
    private const int Width = 960;
    private const int UpperTop = 16;
    private const int UpperHeight = 150;
    private const int LowerTop = 196;
    private const int LowerHeight = 90;

    private const string Style = """
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1080px; padding: 0 1rem; color: #1c2530; background: #fff }
        h1 { font-size: 1.35rem; margin-bottom: .2rem } h2 { font-size: 1.05rem; margin: 1.8rem 0 0 } p { margin: .2rem 0 .6rem; color: #55606d }
        svg { width: 100%; height: auto; display: block } text { font-size: 11px; fill: #55606d }
        .grid { stroke: #e4e8ec } .in { fill: #7aa6d8 } .backlog { fill: #d9b36c } .capacity { stroke: #1c2530; stroke-width: 1.5; stroke-dasharray: 6 4 }
        .incident { fill: #d64545; opacity: .13 } .exceeded { stroke: #d64545; stroke-width: 1.5 } .recovered { stroke: #2f9461; stroke-width: 1.5 }
        .label { font-weight: 600; fill: #1c2530 } li { margin: .15rem 0 }
        @media (prefers-color-scheme: dark) { body { color: #e6eaee; background: #14181d } p, text { color: #a3adb8; fill: #a3adb8 } .grid { stroke: #2a3139 }
          .capacity { stroke: #e6eaee } .label { fill: #e6eaee } .incident { opacity: .28 } }
        """;

    public static string Draw(IReadOnlyList<PipelineDay> days)
    {
        var html = new StringBuilder();
        html.AppendLine($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>A day of S3Snowplow.Capacity</title><style>{Style}</style></head><body>");
        html.AppendLine("<h1>A day against its capacity</h1><p>Blue: bytes that came in each minute. Dashed: what the pipeline can take. Sand: estimated backlog. Red: an incident, from the minute it was told until it had recovered.</p>");
        foreach (PipelineDay day in days)
        {
            html.AppendLine($"<h2>{Text(day.Pipeline.Name)}</h2><p>{Text(day.Pipeline.Band)}, {day.Pipeline.Throughput}; gets {Text(day.Shape)}.</p>");
            Draw(html, day);
            html.AppendLine("<ul>");
            foreach ((_, ThroughputTransition told) in day.Transitions)
            {
                html.AppendLine($"<li>{told.Time:HH:mm} {Text(new AlertText().For(new Alert(told)))}</li>");
            }

            html.AppendLine(day.Transitions.Count == 0 ? "<li>No incident.</li></ul>" : "</ul>");
        }

        return html.AppendLine("</body></html>").ToString();
    }

    private static void Draw(StringBuilder svg, PipelineDay day)
    {
        double capacity = day.Pipeline.Throughput.BytesPerHour / 60.0;

        // Hourly files would press everything else flat; what rises above four times the capacity is cut and still seen to be above.
        double top = Math.Min(Math.Max(day.BytesIn.Max(), capacity * 1.25), capacity * 6) * 1.05;
        double deepest = Math.Max(day.Backlog.Max(), capacity * 5) * 1.05;
        svg.AppendLine($"<svg viewBox=\"0 0 {Left + Width + 10} {LowerTop + LowerHeight + 24}\" role=\"img\" aria-label=\"Bytes per minute, capacity and backlog of {Text(day.Pipeline.Name)}\">");
        for (int hour = 0; hour <= 24; hour += 3)
        {
            svg.AppendLine(Inv($"<line class=\"grid\" x1=\"{X(hour * 60):0.#}\" x2=\"{X(hour * 60):0.#}\" y1=\"{UpperTop}\" y2=\"{LowerTop + LowerHeight}\"/><text x=\"{X(hour * 60):0.#}\" y=\"{LowerTop + LowerHeight + 16}\" text-anchor=\"middle\">{hour:00}:00</text>"));
        }

        foreach ((int from, int to) in Incidents(day))
        {
            svg.AppendLine(Inv($"<rect class=\"incident\" x=\"{X(from):0.#}\" width=\"{X(to) - X(from):0.#}\" y=\"{UpperTop}\" height=\"{LowerTop + LowerHeight - UpperTop}\"/>"));
        }

        svg.AppendLine(Area("in", day.BytesIn, top, UpperTop, UpperHeight));
        svg.AppendLine(Area("backlog", day.Backlog, deepest, LowerTop, LowerHeight));
        double line = UpperTop + UpperHeight - (capacity / top * UpperHeight);
        svg.AppendLine(Inv($"<line class=\"capacity\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{line:0.#}\" y2=\"{line:0.#}\"/><text class=\"label\" x=\"{Left + Width - 4}\" y=\"{line - 5:0.#}\" text-anchor=\"end\">capacity {Size(capacity)}/min</text>"));
        svg.AppendLine(Inv($"<text x=\"{Left - 8}\" y=\"{UpperTop + 9}\" text-anchor=\"end\">{Size(top)}/min</text><text x=\"{Left - 8}\" y=\"{UpperTop + UpperHeight}\" text-anchor=\"end\">0</text>"));
        svg.AppendLine(Inv($"<text x=\"{Left - 8}\" y=\"{LowerTop + 9}\" text-anchor=\"end\">{Size(deepest)}</text><text x=\"{Left - 8}\" y=\"{LowerTop + LowerHeight}\" text-anchor=\"end\">0</text><text x=\"{Left + 4}\" y=\"{LowerTop - 4}\">backlog</text><text x=\"{Left + 4}\" y=\"{UpperTop - 4}\">bytes in</text>"));
        foreach ((int minute, ThroughputTransition told) in day.Transitions)
        {
            string word = told.State == ThroughputState.Exceeded ? "exceeded" : "recovered";
            svg.AppendLine(Inv($"<line class=\"{word}\" x1=\"{X(minute):0.#}\" x2=\"{X(minute):0.#}\" y1=\"{UpperTop}\" y2=\"{LowerTop + LowerHeight}\"/><text class=\"label\" x=\"{X(minute) + 4:0.#}\" y=\"{UpperTop + 10}\">{word} {told.Time:HH:mm}</text>"));
        }

        svg.AppendLine("</svg>");
    }

    private static IEnumerable<(int From, int To)> Incidents(PipelineDay day)
    {
        int? open = null;
        foreach ((int minute, ThroughputTransition told) in day.Transitions)
        {
            if (told.State == ThroughputState.Recovered && open is { } from)
            {
                yield return (from, minute);
            }

            open = told.State == ThroughputState.Exceeded ? minute : null;
        }

        if (open is { } still)
        {
            yield return (still, ReplayRun.Minutes);
        }
    }

    private static string Area(string name, long[] values, double top, int y, int height)
    {
        var path = new StringBuilder(Inv($"M{Left} {y + height}"));
        for (int minute = 0; minute < values.Length; minute++)
        {
            path.Append(Inv($"L{X(minute):0.#} {y + height - (Math.Min(1, values[minute] / top) * height):0.#}H{X(minute + 1):0.#}"));
        }

        return Inv($"<path class=\"{name}\" d=\"{path}V{y + height}Z\"/>");
    }

    private static double X(int minute) => Left + ((double)minute / ReplayRun.Minutes * Width);

    private static string Size(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return Inv($"{bytes:0.#} {units[unit]}");
    }

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
