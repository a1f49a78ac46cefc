using System.Text.Json;
using System.Text.RegularExpressions;
using S3Snowplow.IntegrationTests.Documents;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The walk-through's README shows what its script runs, and both name what is there.</summary>
public sealed partial class WalkthroughDocumentTests
{
    // What the script does around the steps: it checks for tools, and waits where a reader looks again.
    private static readonly string[] NotShown = ["await_event", "await_alert", "need", "check"];

    [Fact]
    public void Steps_InTheReadme_AreThoseOfTheScript()
    {
        Dictionary<string, string> shown = MarkdownFile.Of($"{Walkthrough.Folder}/README.md").Blocks
            .Where(block => block.Before.StartsWith("<!-- step: ", StringComparison.Ordinal))
            .ToDictionary(block => block.Before["<!-- step: ".Length..^" -->".Length], block => block.Text);

        Assert.Equal(Walkthrough.Steps.Keys.Except(NotShown).Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(shown, step => Assert.Equal(Walkthrough.Steps[step.Key], step.Value));
    }

    [Fact]
    public void Files_ThatTheCommandsName_AreThere()
    {
        // What is built by a step before is not in a checkout.
        string[] files = [.. FileOption().Matches(RepositoryTree.ReadText(Walkthrough.Script)!).Select(file => file.Groups["path"].Value)
            .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal) && path[0] != '$')];

        Assert.Contains("config/environment.json", files);
        Assert.All([.. files, "any.txt", "config/notification.json", "config/notification-topic.json"],
            file => Assert.Contains($"{Walkthrough.Folder}/{file}", RepositoryTree.Files));
    }

    [Theory]
    [InlineData("config/environment.json")]
    [InlineData("config/notification.json")]
    [InlineData("config/notification-topic.json")]
    public void Configuration_EachFile_IsJson(string file)
    {
        using JsonDocument document = Json(file);

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public void Notification_OfTheBucket_GoesToTheFunctionThatIsCreated()
    {
        using JsonDocument document = Json("config/notification.json");
        string arn = document.RootElement.GetProperty("LambdaFunctionConfigurations")[0].GetProperty("LambdaFunctionArn").GetString()!;

        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:s3-events", arn);
        Assert.Contains("AWS_REGION=us-east-1", Walkthrough.Steps["settings"], StringComparison.Ordinal);
        Assert.Contains("--function-name s3-events", Walkthrough.Steps["deploy"], StringComparison.Ordinal);
    }

    [Fact]
    public void Notification_OfAStoreWithTopics_GoesToTheTopicThatIsCreated()
    {
        using JsonDocument document = Json("config/notification-topic.json");

        Assert.EndsWith(":s3-events", document.RootElement.GetProperty("TopicConfigurations")[0].GetProperty("TopicArn").GetString(), StringComparison.Ordinal);
        Assert.Contains("create-topic --name s3-events ", Walkthrough.Steps["topic"], StringComparison.Ordinal);
    }

    private static JsonDocument Json(string file) => JsonDocument.Parse(RepositoryTree.ReadText($"{Walkthrough.Folder}/{file}")!);

    [GeneratedRegex(@"fileb?://(?<path>[^\s""]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileOption();
}
