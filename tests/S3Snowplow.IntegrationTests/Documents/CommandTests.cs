using System.Text.RegularExpressions;

namespace S3Snowplow.IntegrationTests.Documents;

/// <summary>The commands of README.md, of docs/serve.md and of the samples' READMEs are run by <c>eng/documents.sh</c>, which takes the blocks in the language <c>sh</c>: no block may be without a language.</summary>
public sealed partial class CommandTests
{
    private static readonly string[] Shown = ["csharp", "text", "json", "yaml"];

    public static TheoryData<string> Documents => [.. MarkdownFile.All.Select(file => file.Path).Where(path => RunByScript().IsMatch(path))];

    [Fact]
    public void Documents_OfTheProjectAndItsSamples_AreFound()
    {
        string[] found = [.. Documents];

        Assert.Contains("README.md", found);
        Assert.Contains("docs/serve.md", found);
        Assert.Contains("samples/Worker/README.md", found);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Block_InEveryDocument_IsRunOrShown(string document)
    {
        string[] unknown = [.. MarkdownFile.Of(document).Blocks.Where(block => block.Language != "sh" && !Shown.Contains(block.Language)).Select(block => $"{block.File}:{block.Line} ```{block.Language}")];

        Assert.Empty(unknown);
    }

    // A misspelt comment would be taken for none, and the block for one that just runs.
    [Theory]
    [MemberData(nameof(Documents))]
    public void Comment_AboveABlock_IsOneThatTheScriptKnows(string document)
    {
        string[] wrong =
        [
            .. MarkdownFile.Of(document).Blocks.Where(block => block.Language == "sh" && block.Before.StartsWith("<!--", StringComparison.Ordinal) && !Comment().IsMatch(block.Before))
                .Select(block => $"{block.File}:{block.Line} {block.Before}"),
        ];

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^(?:(?:samples/[^/]+/)?README|docs/serve)\.md$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RunByScript();

    [GeneratedRegex(@"^<!-- (?:prints|serves|then|stops, prints|needs|run by|step): \S.* -->$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();
}
