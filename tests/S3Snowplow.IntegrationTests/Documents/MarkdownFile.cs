using System.Text.RegularExpressions;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Documents;

/// <summary>A Markdown file of this repository, its prose kept apart from its fenced blocks.</summary>
internal sealed partial class MarkdownFile
{
    private MarkdownFile(string path, string[] lines)
    {
        Path = path;
        var prose = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                prose.Add(lines[i]);
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, line => line.TrimEnd() == "```");
            end = end < 0 ? lines.Length : end;
            Blocks.Add(new MarkdownBlock(path, i + 1, lines[i][3..].Trim(), Previous(lines, i), lines[(i + 1)..end]));
            i = end;
        }

        Prose = string.Join('\n', prose);
    }

    /// <summary>Every Markdown file, sorted by path.</summary>
    public static IReadOnlyList<MarkdownFile> All { get; } =
        [.. RepositoryTree.Files.Where(file => file.EndsWith(".md", StringComparison.OrdinalIgnoreCase)).Select(Read)];

    public string Path { get; }

    /// <summary>The text outside of fenced blocks.</summary>
    public string Prose { get; }

    public List<MarkdownBlock> Blocks { get; } = [];

    /// <summary>The anchors that links may name: each heading in lower case, punctuation left out, spaces as dashes.</summary>
    public IEnumerable<string> Anchors => Headings().Matches(Prose).Select(heading =>
        NotInAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The files and anchors that it links to in this repository.</summary>
    public IEnumerable<string> RelativeLinks => Links().Matches(InlineCode().Replace(Prose, "")).Select(link => link.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>What stands in backticks and ends like a C# file.</summary>
    public IEnumerable<string> CodeFileNames => InlineCode().Matches(Prose).Select(code => code.Groups["code"].Value).Where(code => code.EndsWith(".cs", StringComparison.Ordinal));

    public static MarkdownFile Of(string path) => All.First(file => file.Path == path);

    private static MarkdownFile Read(string path) => new(path, RepositoryTree.ReadText(path)!.Split('\n'));

    // The nearest line above that is not blank.
    private static string Previous(string[] lines, int index) =>
        lines[..index].LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? "";

    [GeneratedRegex(@"^#{1,6} +(?<text>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCode();
}

/// <summary>A fenced block.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">The line of the fence, from 1.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Before">The nearest line above it that is not blank.</param>
/// <param name="Lines">Its content.</param>
internal sealed record MarkdownBlock(string File, int Line, string Language, string Before, string[] Lines)
{
    public string Text => string.Join('\n', Lines);
}
