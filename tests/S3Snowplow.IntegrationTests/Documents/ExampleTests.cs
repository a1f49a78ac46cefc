using System.Text.RegularExpressions;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Documents;

/// <summary>
/// C# in the documents is a copy of code that is compiled and tested: the block stands under <c>&lt;!-- example: FILE#NAME --&gt;</c>, the code
/// between <c>// example: NAME</c> and <c>// end</c>.
/// </summary>
public sealed partial class ExampleTests
{
    public static TheoryData<string, int> CSharpBlocks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (MarkdownBlock block in Blocks())
            {
                data.Add(block.File, block.Line);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CSharpBlocks))]
    public void CSharpBlock_InDocument_IsTheCodeOfItsRegion(string file, int line)
    {
        MarkdownBlock block = Blocks().Single(candidate => candidate.File == file && candidate.Line == line);

        Match example = ExampleComment().Match(block.Before);
        Assert.True(example.Success, $"{file}:{line}: a csharp block needs <!-- example: path/from/root.cs#name --> above it.");
        Assert.Equal(Region(example.Groups["file"].Value, example.Groups["name"].Value), block.Text);
    }

    [Fact]
    public void CSharpBlocks_OfDocs_ExistAtAll() => Assert.Contains(Blocks(), block => block.File == "docs/adapters.md");

    private static IEnumerable<MarkdownBlock> Blocks() => MarkdownFile.All
        .Where(file => file.Path == "README.md" || file.Path.StartsWith("docs/", StringComparison.Ordinal) || PackageReadme().IsMatch(file.Path))
        .SelectMany(file => file.Blocks)
        .Where(block => block.Language.Split(' ')[0] is "csharp" or "cs" or "c#");

    private static string Region(string file, string name)
    {
        Assert.Contains(file, RepositoryTree.Files);
        string[] lines = RepositoryTree.ReadText(file)!.Split('\n');
        int start = Array.FindIndex(lines, line => line.Trim() == $"// example: {name}") + 1;
        Assert.True(start > 0, $"{file} has no region '// example: {name}'.");
        int end = Array.FindIndex(lines, start, line => line.Trim() == "// end");
        Assert.True(end > 0, $"The region {name} of {file} has no '// end'.");

        string[] region = lines[start..end];
        int indent = region.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', region.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    [GeneratedRegex(@"^<!-- example: (?<file>\S+)#(?<name>\S+) -->$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExampleComment();

    [GeneratedRegex(@"^src/[^/]+/README\.md$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PackageReadme();
}
