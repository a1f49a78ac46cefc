using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Documents;

/// <summary>What the documents point at is there.</summary>
public sealed class LinkTests
{
    [Fact]
    public void RelativeLink_InEveryDocument_LeadsToAFileAndAHeading()
    {
        List<string> broken = [];
        foreach (MarkdownFile file in MarkdownFile.All)
        {
            broken.AddRange(file.RelativeLinks.Where(link => !Leads(file, link)).Select(link => $"{file.Path}: {link}"));
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void CodeFileName_InBackticks_Exists()
    {
        List<string> missing = [];
        foreach (MarkdownFile file in MarkdownFile.All)
        {
            missing.AddRange(file.CodeFileNames
                .Where(name => !RepositoryTree.Files.Any(existing => existing == name || existing.EndsWith('/' + name, StringComparison.Ordinal)))
                .Select(name => $"{file.Path}: {name}"));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Decision_EachRecord_IsInTheIndex()
    {
        string[] records = [.. RepositoryTree.Files.Where(file => file.StartsWith("docs/decisions/0", StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];

        Assert.NotEmpty(records);
        Assert.Equal(records, MarkdownFile.Of("docs/decisions/README.md").RelativeLinks.Where(link => link.StartsWith('0')));
    }

    private static bool Leads(MarkdownFile from, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(from.Path) ?? "";
        string target = parts[0].Length == 0 ? from.Path
            : Path.GetRelativePath(RepositoryTree.Root, Path.GetFullPath(Path.Combine(RepositoryTree.Root, folder, parts[0]))).Replace('\\', '/');
        bool isFile = RepositoryTree.Files.Contains(target);
        return parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal)
            ? isFile || Directory.Exists(Path.Combine(RepositoryTree.Root, target))
            : isFile && MarkdownFile.Of(target).Anchors.Contains(parts[1]);
    }
}
