using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using S3Snowplow.Mapping;
using S3Snowplow.Testing.Tests;
using YamlDotNet.RepresentationModel;
using static S3Snowplow.IntegrationTests.Stack.TemplateReferences;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The SAM template hangs together, and loses nothing.</summary>
public sealed partial class TemplateTests
{
    private const string File = "samples/Lambda/template.yaml";

    private static readonly YamlDocument Template = YamlDocument.Read(File);

    [Fact]
    public void References_OfEveryKind_NameSomethingThatIsThere()
    {
        string[] targets = [.. Template.NamesAt("Parameters"), .. Template.NamesAt("Resources")];

        IEnumerable<string> unknown = References(Template.Root)
            .Where(name => !name.StartsWith("AWS::", StringComparison.Ordinal) && !targets.Contains(name))
            .Concat(Conditions(Template.Root).Except(Template.NamesAt("Conditions")))
            .Concat(Template.Root.AllNodes.Where(node => Tag(node) == "!FindInMap").Select(node => YamlDocument.Text(node[0])).Except(Template.NamesAt("Mappings")));

        Assert.Empty(unknown);
    }

    [Fact]
    public void Names_OfAllSections_AreUnique()
    {
        string[] names = [.. new[] { "Parameters", "Conditions", "Mappings", "Resources", "Outputs" }.SelectMany(section => Template.NamesAt(section))];

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Parameters_AllOfThem_AreUsed() => Assert.Empty(Template.NamesAt("Parameters").Except(References(Template.Root)));

    [Fact]
    public void Resources_ByTheirReferences_AreInNoCircle()
    {
        Dictionary<string, HashSet<string>> waitsFor = Resources().ToDictionary(name => name, name => References(Template.At("Resources", name)).Intersect(Resources()).ToHashSet());

        // Those that wait for nobody go first, again and again; a circle is what stays.
        while (waitsFor.Where(resource => resource.Value.Count == 0).Select(resource => resource.Key).ToArray() is { Length: > 0 } ready)
        {
            Array.ForEach(ready, name => waitsFor.Remove(name));
            foreach (HashSet<string> names in waitsFor.Values) names.ExceptWith(ready);
        }

        Assert.Empty(waitsFor.Keys);
    }

    [Fact]
    public void References_ToAConditionalResource_AreMadeUnderItsConditionOnly()
    {
        string[] conditional = [.. Resources().Where(name => YamlDocument.Child(Template.At("Resources", name), "Condition") is not null)];
        IEnumerable<string> wrong = Resources().SelectMany(from => GuardedReferences(Template.At("Resources", from), [ConditionOf(from)])
            .Where(reference => conditional.Contains(reference.To) && !reference.Under.Contains(ConditionOf(reference.To)))
            .Select(reference => $"{from} to {reference.To}"));

        Assert.Contains("Notifications", conditional);
        Assert.Empty(wrong);
        Assert.DoesNotContain(Template.Root.AllNodes, node => YamlDocument.Child(node, "DependsOn") is not null);
    }

    [Fact]
    public void Queue_AgainstTheFunctionsTimeout_HidesAMessageLongEnough()
    {
        int timeout = Template.NumberAt("Resources", "Relay", "Properties", "Timeout");
        int window = Template.NumberAt("Resources", "QueueToRelay", "Properties", "MaximumBatchingWindowInSeconds");

        Assert.InRange(Template.NumberAt("Resources", "Notifications", "Properties", "VisibilityTimeout"), (6 * timeout) + window, 43_200);
    }

    [Fact]
    public void Queue_ForMessagesThatFailed_MovesThemToAQueueThatKeepsThemLonger()
    {
        Assert.Equal("Failed.Arn", Template.TextAt("Resources", "Notifications", "Properties", "RedrivePolicy", "deadLetterTargetArn"));
        Assert.InRange(Template.NumberAt("Resources", "Notifications", "Properties", "RedrivePolicy", "maxReceiveCount"), 5, 1000);
        Assert.True(Template.NumberAt("Resources", "Failed", "Properties", "MessageRetentionPeriod") > Template.NumberAt("Resources", "Notifications", "Properties", "MessageRetentionPeriod"));
    }

    [Fact]
    public void Mapping_OfTheQueue_ReportsFailedMessagesAsTheFunctionIsTold()
    {
        var types = (YamlSequenceNode)Template.At("Resources", "QueueToRelay", "Properties", "FunctionResponseTypes");

        Assert.Equal("ReportBatchItemFailures", YamlDocument.Text(Assert.Single(types.Children)));
        Assert.Equal("true", Template.TextAt("Resources", "Relay", "Properties", "Environment", "Variables", "SQS_REPORT_BATCH_ITEM_FAILURES"));
    }

    [Fact]
    public void DirectInvocation_ThatFailed_GoesToTheQueueOfFailures() =>
        Assert.Equal("Failed.Arn", Template.TextAt("Resources", "RelayWhenInvokedDirectly", "Properties", "DestinationConfig", "OnFailure", "Destination"));

    [Theory]
    [InlineData("NotificationsPolicy", "Condition")]
    [InlineData("BucketMayInvokeRelay", null)]
    public void Permission_OfEachWay_IsTheBucketsAndTheAccountsOnly(string resource, string? under)
    {
        YamlNode permission = Template.At("Resources", resource, "Properties");
        if (under is not null) permission = YamlDocument.Child(YamlDocument.Child(YamlDocument.Child(permission, "PolicyDocument")!, "Statement")![0], under)!;

        string[] values = [.. permission.AllNodes.OfType<YamlScalarNode>().Select(node => node.Value!)];
        Assert.Contains("arn:${AWS::Partition}:s3:::${BucketName}", values);
        Assert.Contains("AWS::AccountId", values);
    }

    [Theory]
    [InlineData("ApproximateNumberOfMessagesVisible", "Failed.QueueName")]
    [InlineData("ApproximateAgeOfOldestMessage", "Notifications.QueueName")]
    [InlineData("Errors", "Relay")]
    [InlineData("Throttles", "Relay")]
    [InlineData("DestinationDeliveryFailures", "Relay")]
    public void Alarm_ForEachWayToLoseOrDelay_WatchesTheRightOne(string metric, string of)
    {
        string alarm = Assert.Single(Resources(), name => YamlDocument.Child(YamlDocument.Child(Template.At("Resources", name), "Properties")!, "MetricName") is YamlScalarNode { Value: { } value } && value == metric);

        var dimensions = (YamlSequenceNode)Template.At("Resources", alarm, "Properties", "Dimensions");
        Assert.Equal(of, YamlDocument.Text(YamlDocument.Child(Assert.Single(dimensions.Children), "Value")!));
        Assert.Equal("notBreaching", Template.TextAt("Resources", alarm, "Properties", "TreatMissingData"));
    }

    [Fact]
    public void Defaults_OfTheParameters_AreThoseOfThePackage()
    {
        Assert.Equal(ObjectEventMapper.DefaultSchema.Text, Template.TextAt("Parameters", "EventSchema", "Default"));
        Assert.Equal(new RelayOptions().AppId, Template.TextAt("Parameters", "AppId", "Default"));
        Assert.Matches(Template.TextAt("Parameters", "EventSchema", "AllowedPattern"), IgluCentralMapper.DefaultSchema.Text);
        Assert.Matches(Template.TextAt("Parameters", "CollectorUri", "AllowedPattern"), "https://collector.example");
        Assert.DoesNotMatch(Template.TextAt("Parameters", "CollectorUri", "AllowedPattern"), "https://user:secret@collector.example");
    }

    [Fact]
    public void ManagedCode_InTheWalkthrough_RunsAsInTheTemplate()
    {
        string deploy = Walkthrough.Steps["deploy"];

        Assert.Contains($"--runtime {Template.TextAt("Mappings", "Runtimes", "managed", "Runtime")} --handler {Template.TextAt("Mappings", "Runtimes", "managed", "Handler")} ", deploy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("native")]
    public void Handler_OfEachCode_IsTheProjectsAssembly(string code) =>
        Assert.Equal(XDocument.Parse(RepositoryTree.ReadText("samples/Lambda/Lambda.csproj")!).Descendants("AssemblyName").Single().Value, Template.TextAt("Mappings", "Runtimes", code, "Handler"));

    [Fact]
    public void EnvironmentVariables_OfTheTemplateAndTheStack_AreThoseThatTheFunctionReads()
    {
        string[] known = [.. Setting().Matches(RepositoryTree.ReadText("src/S3Snowplow.Lambda/README.md")!).Select(row => row.Groups["name"].Value)];
        using var stack = JsonDocument.Parse(RepositoryTree.ReadText($"{Walkthrough.Folder}/config/environment.json")!);
        string[] ofTheStack = [.. stack.RootElement.GetProperty("Variables").EnumerateObject().Select(variable => variable.Name)];
        string[] ofTheTemplate = Template.NamesAt("Resources", "Relay", "Properties", "Environment", "Variables");

        Assert.Contains("COLLECTOR_URI", known);
        Assert.All([ofTheStack, ofTheTemplate], variables =>
        {
            Assert.Contains("COLLECTOR_URI", variables);

            // OpenSSL's, of which the package's README speaks too.
            Assert.Empty(variables.Except(known).Except(["SSL_CERT_DIR"]));
        });
    }

    private static string[] Resources() => Template.NamesAt("Resources");

    private static string? ConditionOf(string resource) => (YamlDocument.Child(Template.At("Resources", resource), "Condition") as YamlScalarNode)?.Value;

    // Each reference with the conditions under which it is made: its resource's own, and those of the !If around it.
    private static IEnumerable<(string To, string?[] Under)> GuardedReferences(YamlNode node, string?[] under) => NamedBy(node).Select(name => (name, under)).Concat(node switch
    {
        YamlSequenceNode choice when Tag(node) == "!If" =>
            [.. GuardedReferences(choice[1], [.. under, YamlDocument.Text(choice[0])]), .. GuardedReferences(choice[2], [.. under, Opposite(YamlDocument.Text(choice[0]))])],
        YamlMappingNode mapping => mapping.Children.Values.SelectMany(child => GuardedReferences(child, under)),
        YamlSequenceNode sequence => sequence.Children.SelectMany(child => GuardedReferences(child, under)),
        _ => [],
    });

    // The trigger has two values, and each a condition.
    private static string? Opposite(string condition) => condition switch { "ThroughQueue" => "Directly", "Directly" => "ThroughQueue", _ => null };

    // The first member of each !If, and the Condition of each resource.
    private static IEnumerable<string> Conditions(YamlNode root) => root.AllNodes.Where(node => Tag(node) == "!If").Select(node => YamlDocument.Text(node[0]))
        .Concat(Resources().Select(ConditionOf).OfType<string>());

    // A row of the table of settings; a test of S3Snowplow.Lambda compares that table with the code.
    [GeneratedRegex(@"^\| `(?<name>[A-Z_]+)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
