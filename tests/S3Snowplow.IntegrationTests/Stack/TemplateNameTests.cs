using System.Text.RegularExpressions;
using S3Snowplow.Capacity;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>
/// Every text that is followed by hand or run puts the templates under the same names. Under a second name a cluster refuses an index template, since pattern and priority are the same.
/// </summary>
public sealed partial class TemplateNameTests
{
    [Fact]
    public void Templates_InEveryText_HaveOneName()
    {
        (string File, string Kind, string Name)[] named = [.. RepositoryTree.Files
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("src/S3Snowplow.Testing/", StringComparison.Ordinal) && RepositoryTree.ReadText(file) is not null)
            .SelectMany(file => Template().Matches(RepositoryTree.ReadText(file)!).Select(match => (file, match.Groups["kind"].Value, match.Groups["name"].Value)))];

        Assert.Contains(named, one => one.File == "samples/stack/walkthrough.sh");
        Assert.Contains(named, one => one.File == "deploy/elasticsearch/README.md");
        Assert.All(named, one => Assert.Equal(
            (one.File, one.Kind == "_component_template" ? ElasticsearchFiles.ComponentTemplateName : ElasticsearchFiles.IndexTemplateName), (one.File, one.Name)));
    }

    [GeneratedRegex(@"(?<![a-z])(?<kind>_component_template|_index_template|_template)/(?!NAME\b)(?<name>[A-Za-z0-9_-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Template();
}
