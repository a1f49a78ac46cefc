using System.Text;

namespace S3Snowplow.Core.Tests.Diagnostics;

/// <summary>The tables of <c>docs/telemetry.md</c>.</summary>
internal static class TelemetryDocument
{
    /// <summary>The rows of the table under a heading, each as its cells without code marks; the two rows of its head are left out.</summary>
    public static IReadOnlyList<string[]> Table(string heading)
    {
        string[] lines = Encoding.UTF8.GetString(RepositoryFile.Read("docs/telemetry.md")).Split('\n');
        int start = Array.IndexOf(lines, $"## {heading}");
        Assert.True(start >= 0, $"docs/telemetry.md has no heading '{heading}'.");
        return
        [
            .. lines.Skip(start + 1)
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray()),
        ];
    }

    /// <summary>The items of a cell that lists some.</summary>
    public static string[] Items(string cell) => cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
