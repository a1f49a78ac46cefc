using System.Text.Json;

namespace S3Snowplow.Dashboard;

/// <summary>Writes a report as one HTML file, for light and dark, that needs nothing from anywhere.</summary>
public static class ReportPage
{
    /// <summary>Writes it.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(DashboardReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);

        output.Write($"<!doctype html><pre>{System.Net.WebUtility.HtmlEncode(JsonSerializer.Serialize(report, DashboardJson.Default.DashboardReport))}</pre>");
    }
}
