using System.Text.RegularExpressions;

namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>What <c>docs/architecture.md</c> says of packages, folders and files, in a form that tests compare with the tree.</summary>
internal static partial class ArchitecturePage
{
    /// <summary>The page itself, as a path from the root.</summary>
    public const string File = "docs/architecture.md";

    private static readonly string[] Lines = (RepositoryTree.ReadText(File) ?? "").Split('\n');

    /// <summary>The rows of the table of packages from the top, each with the packages that it uses.</summary>
    public static IReadOnlyList<(string Package, string[] Uses)> Packages { get; } =
    [
        .. from line in Lines
           let row = PackageRow().Match(line)
           where row.Success
           select (row.Groups["package"].Value, PackageName().Matches(row.Groups["uses"].Value).Select(match => "S3Snowplow." + match.Value).ToArray()),
    ];

    /// <summary>The map: for each heading <c>### S3Snowplow.X</c> the files and folders in the first column of its table, as paths from the package's folder.</summary>
    public static ILookup<string, string> Map { get; } = ReadMap().ToLookup(entry => entry.Package, entry => entry.Path, StringComparer.Ordinal);

    /// <summary>Each file and folder that the page names, wherever it stands: words in code type that end in <c>.cs</c> or in a slash.</summary>
    public static IReadOnlyList<string> Named { get; } = [.. Lines.SelectMany(line => Path().Matches(line)).Select(match => match.Groups["path"].Value).Distinct()];

    private static IEnumerable<(string Package, string Path)> ReadMap()
    {
        string? package = null;
        foreach (string line in Lines)
        {
            if (line.StartsWith('#'))
            {
                package = MapHeading().Match(line) is { Success: true } heading ? heading.Groups["package"].Value : null;
            }
            else if (package is not null && line.StartsWith("| `", StringComparison.Ordinal))
            {
                foreach (Match match in Path().Matches(line.Split('|')[1]))
                {
                    yield return (package, match.Groups["path"].Value);
                }
            }
        }
    }

    // | [S3Snowplow.X](...) | Core, Aws | ...
    [GeneratedRegex(@"^\|\s*\[?(?<package>S3Snowplow\.[\w.]+)\]?(?:\([^)]*\))?\s*\|(?<uses>[^|]*)\|", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex PackageRow();

    [GeneratedRegex(@"[A-Z][\w.]*\w", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^### (?<package>S3Snowplow\.[\w.]+)\s*$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex MapHeading();

    [GeneratedRegex(@"`(?<path>[\w.-]+(?:/[\w.-]+)*(?:\.cs|/))`", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Path();
}
