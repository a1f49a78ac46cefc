using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Dashboard;

/// <summary>Writes a report as one HTML file, for light and dark, that needs nothing from anywhere.</summary>
/// <remarks>The page's own scripts and styles stand in it. Its data stand in it as JSON in which every <c>&lt;</c> is written <c>\u003C</c>, so that no name ends the script that they stand in.</remarks>
public static partial class ReportPage
{
    private const string Title = "<title>S3Snowplow report</title>";
    private const string Data = "<script type=\"application/json\" id=\"data\">";

    // It is the same for all reports.
    private static readonly Lazy<(string Head, string Tail)> Template = new(Assemble);

    /// <summary>Writes it.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(DashboardReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);

        (string head, string tail) = Template.Value;
        output.Write(head.Replace(Title, $"<title>{WebUtility.HtmlEncode(report.Title)}</title>", StringComparison.Ordinal));

        // The default encoder leaves no character that HTML knows.
        output.Write(JsonSerializer.Serialize(report, DashboardJson.Default.DashboardReport));
        output.Write(tail);
    }

    private static (string Head, string Tail) Assemble()
    {
        string html = Stylesheet().Replace(Text(PageFile.Report), link => $"<style>\n{Text(link.Groups["name"].Value)}</style>");
        html = Script().Replace(html, script => $"<script>\n{Text(script.Groups["name"].Value).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>");
        int data = html.IndexOf(Data, StringComparison.Ordinal) + Data.Length;
        return (html[..data], html[data..]);
    }

    private static string Text(string name) => PageFile.Text(name) ?? throw new InvalidOperationException($"The file {name} of the report is not in the assembly.");

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(?<name>[^\"]+)\">", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stylesheet();

    [GeneratedRegex("<script src=\"(?<name>[^\"]+)\"></script>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Script();
}
