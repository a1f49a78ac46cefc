using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Dashboard.Tests.Report;

/// <summary>A report is one file that needs nothing from anywhere, whatever names stand in it.</summary>
public sealed class ReportPageTests
{
    private const string Evil = "</script><script>alert(1)</script><!-- \u2028 & \"";

    [Fact]
    public void Write_HasEverythingInItself()
    {
        string html = Written("7 incidents");

        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(new Regex("<(?:script|img|iframe)[^>]*\\ssrc=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)), html);
        Assert.DoesNotContain("rel=\"stylesheet\"", html, StringComparison.Ordinal);
        Assert.Contains("<title>7 incidents</title>", html, StringComparison.Ordinal);
        Assert.Contains("uPlot", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ANameThatEndsScripts_EndsNone()
    {
        string plain = Written("a");
        string html = Written(Evil);

        Assert.Equal(Count(plain, "</script"), Count(html, "</script"));
        Assert.Equal(Count(plain, "<script"), Count(html, "<script"));
        Assert.Equal(Count(plain, "<!--"), Count(html, "<!--"));
        Match data = Regex.Match(html, "<script type=\"application/json\" id=\"data\">(?<data>.*?)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        DashboardReport read = JsonSerializer.Deserialize(data.Groups["data"].Value, DashboardJson.Default.DashboardReport)!;
        Assert.Equal((Evil, Evil), (read.Title, read.Notes[0]));
    }

    private static int Count(string text, string part) => text.Split(part, StringSplitOptions.None).Length;

    private static string Written(string title)
    {
        using var output = new StringWriter();
        ReportPage.Write(new DashboardReport(title, new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), [title], []), output);
        return output.ToString();
    }
}
