using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace S3Snowplow.Testing.Tests;

/// <summary>Rules about the repository itself that no compiler checks.</summary>
public sealed class TreeTests
{
    // Names that say "things that had no place": whoever looks for something cannot guess that it is there.
    private static readonly string[] Nameless = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc"];

    private static readonly string[] Roots = ["src/", "tests/", "samples/", "benchmarks/"];

    // In pieces, so that this file passes its own test.
    private static readonly string[] RegistryHosts =
    [
        "nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "pypi" + ".org", "pythonhosted" + ".org", "crates" + ".io", "rubygems" + ".org",
        "maven" + ".org", "myget" + ".org", "proxy.golang" + ".org", "pkgs.dev" + ".azure.com", "pkg.github" + ".com", "jfrog" + ".io",
    ];

    [Theory]
    [InlineData("src/X/Delivery/JsonUtils.cs", "JsonUtils.cs")]
    [InlineData("tests/Helpers/A.cs", "Helpers")]
    [InlineData("src/common/A.cs", "common")]
    [InlineData("src/X/ConnectionManager.Retry.cs", "ConnectionManager.Retry.cs")]
    [InlineData("src/S3Snowplow.Common/A.cs", "S3Snowplow.Common")]
    [InlineData("src/X/Uncommon.cs", null)]
    [InlineData("docs/Helpers/A.cs", null)]
    public void FindNameless_Path_FindsTheSegment(string file, string? found) => Assert.Equal(found, FindNameless(file));

    [Fact]
    public void Names_Everywhere_SayWhatIsInside()
    {
        Assert.All(Roots, root => Assert.Contains(RepositoryTree.Files, file => file.StartsWith(root, StringComparison.Ordinal)));
        Assert.DoesNotContain(RepositoryTree.Files, file => FindNameless(file) is not null);
    }

    [Fact]
    public void RetrySchedule_WhyWasMyEventRetried_IsFoundInOneGuess() =>
        Assert.Contains("src/S3Snowplow.Core/Delivery/Attempts/RetrySchedule.cs", RepositoryTree.Files);

    [Fact]
    public void Text_OfEveryFile_NamesNoBuildMachineAndNoRegistry()
    {
        // This machine's own, and homes and working folders as other machines have them; a part of a URL or of a relative path does not count.
        string[] here = [RepositoryTree.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        string[] starts =
        [
            .. here.Where(path => path.Length > 1).Select(path => Regex.Escape(path + Path.DirectorySeparatorChar)),
            "/" + "home/", "/" + "Users/", "/" + "work/", "/" + "tmp/wt/", @"[A-Za-z]:\\+" + @"Users\\+",
        ];
        Regex paths = new(
            @"(?<![\w.\-/~}$])(?:" + string.Join('|', starts) + @")[\w.]",
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(10));

        List<string> findings = [];
        foreach (string file in RepositoryTree.Files)
        {
            if (RepositoryTree.ReadText(file) is { } text)
            {
                findings.AddRange(RegistryHosts.Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase)).Select(host => $"{file}: {host}"));
                findings.AddRange(paths.Matches(text).Select(match => $"{file}: {match.Value}"));
            }
        }

        Assert.Empty(findings);
    }

    [Fact]
    public void Package_UnderSrcAndTemplates_HasReadmeAndDescription()
    {
        string[] projects = [.. RepositoryTree.Files.Where(file => Regex.IsMatch(file, @"^(?:src|templates)/[^/]+/[^/]+\.csproj$", RegexOptions.None, TimeSpan.FromSeconds(1)))];

        Assert.NotEmpty(projects);
        Assert.All(projects, project =>
        {
            XDocument content = XDocument.Load(Path.Combine(RepositoryTree.Root, project));
            // A project says so itself when it is none.
            if (string.Equals(content.Descendants("IsPackable").LastOrDefault()?.Value, "false", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            Assert.Contains($"{project[..project.LastIndexOf('/')]}/README.md", RepositoryTree.Files);
            Assert.False(string.IsNullOrWhiteSpace(content.Descendants("Description").FirstOrDefault()?.Value), $"{project} has no Description.");
        });
    }

    private static string? FindNameless(string file) =>
        Array.Exists(Roots, root => file.StartsWith(root, StringComparison.Ordinal))
            ? Array.Find(file.Split('/'), segment => Array.Exists(segment.Split('.'), IsNameless))
            : null;

    private static bool IsNameless(string part) =>
        Array.Exists(Nameless, word => part.EndsWith(word, StringComparison.Ordinal) || part.Equals(word, StringComparison.OrdinalIgnoreCase));
}
