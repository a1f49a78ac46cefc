using System.Globalization;
using System.Net;
using System.Text;

namespace S3Snowplow.RuleComparison;

/// <summary>
/// Draws a pipeline's time as SVG: above what came against what the processor can take, below for how long work waited against the limit, and the incidents through both. The classes' colours are in
/// <see cref="ChartStyle"/>.
/// </summary>
internal sealed class BacklogChart
{
    private const int Left = 84;
    private const int Width = 880;
    private const int Right = 26;
    private const int UpperTop = 28;
    private const int UpperHeight = 130;
    private const int LowerTop = 214;
    private const int LowerHeight = 130;
    private const int Bottom = LowerTop + LowerHeight;

    // Files would press everything else flat: what is above four times the capacity is cut, and still seen to be above.
    private const double MostLoads = 4;

    private readonly ChartData _data;
    private readonly StringBuilder _svg = new();
    private readonly double _mostRate;
    private readonly double _mostMinutes;

    private BacklogChart(ChartData data)
    {
        _data = data;
        double capacity = data.Cells.Select(cell => cell.Capacity).DefaultIfEmpty(1).Max();
        double arrived = data.Cells.Select(cell => cell.Arrived).DefaultIfEmpty(0).Max();
        _mostRate = Math.Max(1, Math.Min(Math.Max(arrived, capacity * 1.25), capacity * MostLoads)) * 1.05;
        double limit = data.Cells.Select(cell => cell.Limit).DefaultIfEmpty(60).Max();
        _mostMinutes = Math.Max(limit, Math.Min(data.Cells.Select(cell => cell.Behind).DefaultIfEmpty(0).Max(), limit * MostLoads)) * 1.15;
    }

    /// <summary>The picture.</summary>
    /// <param name="data">What it shows.</param>
    /// <param name="isFile">Whether it stands alone, as a file, and so brings its own colours.</param>
    public static string Draw(ChartData data, bool isFile = false) => new BacklogChart(data).Draw(isFile);

    private string Draw(bool isFile)
    {
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + Right} {Bottom + 30}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(_data.Title)}\">");
        if (isFile)
        {
            Line($"<title>{WebUtility.HtmlEncode(_data.Title)}</title><style>{ChartStyle.Css}</style><rect class=\"paper\" width=\"100%\" height=\"100%\"/>");
        }

        DrawHours();
        DrawIncidents();
        DrawSteps("arrived", cell => cell.Arrived / _mostRate, UpperTop, UpperHeight, isArea: true);
        DrawSteps("capacity", cell => cell.Capacity / _mostRate, UpperTop, UpperHeight, isArea: false);
        DrawSteps("behind", cell => cell.Behind / _mostMinutes, LowerTop, LowerHeight, isArea: true);
        DrawSteps("limit", cell => cell.Limit / _mostMinutes, LowerTop, LowerHeight, isArea: false);
        DrawScales();
        DrawMarks();
        _svg.Append("</svg>\n");
        return _svg.ToString();
    }

    private void DrawHours()
    {
        double hours = _data.Length / 60;
        int step = hours switch { <= 8 => 1, <= 26 => 3, <= 50 => 6, _ => 24 };
        for (double hour = 0; hour <= hours + 0.001; hour += step)
        {
            string label = step == 24 ? $"day {(hour / 24) + 1:0}" : $"{_data.Begin.AddHours(hour):HH:mm}";
            Line($"<line class=\"grid\" x1=\"{X(hour * 60):0.#}\" x2=\"{X(hour * 60):0.#}\" y1=\"{UpperTop}\" y2=\"{Bottom}\"/><text x=\"{X(hour * 60):0.#}\" y=\"{Bottom + 18}\" text-anchor=\"middle\">{label}</text>");
        }

        Line($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{UpperTop + UpperHeight}\" y2=\"{UpperTop + UpperHeight}\"/><line class=\"axis\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>");
    }

    private void DrawIncidents()
    {
        foreach (ChartIncident one in _data.Incidents)
        {
            double over = one.Over ?? _data.Length;
            if (one.Warning is { } warning)
            {
                Band("warning-band", warning, one.Critical ?? over);
            }

            if (one.Critical is { } critical)
            {
                Band("critical-band", critical, over);
            }
        }

        void Band(string name, double from, double to) =>
            Line($"<rect class=\"{name}\" x=\"{X(from):0.#}\" width=\"{X(to) - X(from):0.#}\" y=\"{UpperTop}\" height=\"{Bottom - UpperTop}\"/>");
    }

    private void DrawSteps(string name, Func<ChartCell, double> part, int top, int height, bool isArea)
    {
        var path = new StringBuilder();
        double? before = null;
        foreach (ChartCell cell in _data.Cells)
        {
            double y = top + height - (Math.Clamp(part(cell), 0, 1) * height);
            bool isJoined = before is { } end && Math.Abs(end - cell.Start) < 0.001;
            if (!isJoined && before is { } last && isArea)
            {
                path.Append(Text($"V{top + height}Z"));
            }

            path.Append(isJoined ? Text($"V{y:0.#}") : isArea ? Text($"M{X(cell.Start):0.#} {top + height}V{y:0.#}") : Text($"M{X(cell.Start):0.#} {y:0.#}"));
            path.Append(Text($"H{X(cell.Start + cell.Length):0.#}"));
            before = cell.Start + cell.Length;
        }

        if (path.Length > 0)
        {
            Line($"<path class=\"{name}\" d=\"{path}{(isArea ? Text($"V{top + height}Z") : "")}\"/>");
        }
    }

    private void DrawScales()
    {
        ChartCell last = _data.Cells.LastOrDefault(cell => cell.Capacity > 0);
        double capacity = UpperTop + UpperHeight - (Math.Min(1, last.Capacity / _mostRate) * UpperHeight);
        double limit = Bottom - (Math.Min(1, last.Limit / _mostMinutes) * LowerHeight);
        Line($"<text class=\"head\" x=\"{Left}\" y=\"{UpperTop - 8}\">What comes in, an hour</text><text class=\"head\" x=\"{Left}\" y=\"{LowerTop - 8}\">How long work waits</text>");
        Line($"<text class=\"capacity-text\" x=\"{Left - 8}\" y=\"{capacity + 4:0.#}\" text-anchor=\"end\">{Size(last.Capacity)}/h</text><text x=\"{Left - 8}\" y=\"{UpperTop + UpperHeight}\" text-anchor=\"end\">0</text>");
        Line($"<text class=\"limit-text\" x=\"{Left - 8}\" y=\"{limit + 4:0.#}\" text-anchor=\"end\">{Duration(last.Limit)}</text><text x=\"{Left - 8}\" y=\"{Bottom}\" text-anchor=\"end\">0</text>");
    }

    private void DrawMarks()
    {
        double free = double.MinValue;
        int row = 0;
        foreach ((double at, string word) in _data.Incidents.SelectMany(Marks).OrderBy(mark => mark.At))
        {
            // Between the two halves, where nothing is drawn. Words of marks that are near each other go below each other.
            row = X(at) < free ? 1 - row : 0;
            free = X(at) + 112;
            bool isLeft = X(at) > Left + Width - 120;
            string label = _data.Length <= 50 * 60 ? $"{word} {_data.Begin.AddMinutes(at):HH:mm}" : word;
            Line($"<line class=\"{word}\" x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{UpperTop}\" y2=\"{Bottom}\"/><text class=\"{word}-text\" x=\"{X(at) + (isLeft ? -4 : 4):0.#}\" y=\"{UpperTop + UpperHeight + 16 + (row * 14)}\"{(isLeft ? " text-anchor=\"end\"" : "")}>{label}</text>");
        }
    }

    private static IEnumerable<(double At, string Word)> Marks(ChartIncident one)
    {
        if (one.Warning is { } warning)
        {
            yield return (warning, "warning");
        }

        if (one.Critical is { } critical)
        {
            yield return (critical, "critical");
        }

        if (one.Over is { } over)
        {
            yield return (over, "recovered");
        }
    }

    private double X(double minute) => Left + (Math.Clamp(minute / _data.Length, 0, 1) * Width);

    /// <summary>Bytes as <c>bands.yml</c> writes them, in decimal units.</summary>
    internal static string Size(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        for (; bytes >= 999.5 && unit < units.Length - 1; unit++)
        {
            bytes /= 1000;
        }

        return Text($"{bytes:0.##} {units[unit]}");
    }

    /// <summary>Minutes as people say them.</summary>
    internal static string Duration(double minutes) => minutes < 120 ? Text($"{minutes:0} min") : Text($"{minutes / 60:0.#} h");

    private void Line(FormattableString text) => _svg.Append(Text(text)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
