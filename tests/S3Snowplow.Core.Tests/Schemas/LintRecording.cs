using System.Text.RegularExpressions;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>What schema-ddl's linter said of a schema, as recorded: <c>== URI</c>, then <c>OK with all N checks</c> or a line for each finding.</summary>
/// <param name="Path">The schema's path in a registry.</param>
/// <param name="CheckCount">How many checks a good schema passed; <see langword="null"/>: there were findings.</param>
/// <param name="Findings">The findings: the check's name, a space, and the pointer of the node.</param>
internal sealed partial record LintRecording(string Path, int? CheckCount, IReadOnlyList<string> Findings)
{
    /// <summary>All that is recorded; a file is known by its content.</summary>
    public static IReadOnlyList<LintRecording> All { get; } = [.. Files().SelectMany(Read)];

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings"), "*.txt", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).FirstOrDefault()?.StartsWith("== iglu:", StringComparison.Ordinal) == true)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<LintRecording> Read(string file)
    {
        string? path = null;
        int? checks = null;
        List<string> findings = [];
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("== iglu:", StringComparison.Ordinal))
            {
                if (path is not null) yield return new LintRecording(path, checks, findings);
                (path, checks, findings) = (line["== iglu:".Length..].Trim(), null, []);
            }
            else if (Passed().Match(line) is { Success: true } passed)
            {
                checks = int.Parse(passed.Groups["count"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (Finding().Match(line) is { Success: true } finding)
            {
                // The linter writes the root as one slash; a JSON pointer to it is empty.
                findings.Add($"{finding.Groups["check"].Value} {finding.Groups["pointer"].Value.TrimEnd('/')}");
            }
            else if (line.Trim().Length > 0)
            {
                throw new InvalidDataException($"{System.IO.Path.GetFileName(file)} has a line that is neither a schema nor a finding: '{line}'.");
            }
        }

        if (path is not null) yield return new LintRecording(path, checks, findings);
    }

    [GeneratedRegex(@"^ OK with all (?<count>[0-9]+) checks$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Passed();

    [GeneratedRegex(@"^ (Error|Warning|Info) (?<check>\w+) (?<pointer>/\S*)  ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Finding();
}
