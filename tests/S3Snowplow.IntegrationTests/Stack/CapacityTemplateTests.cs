using System.Text.RegularExpressions;
using System.Xml.Linq;
using S3Snowplow.Mapping;
using S3Snowplow.Testing.Tests;
using YamlDotNet.RepresentationModel;
using static S3Snowplow.IntegrationTests.Stack.TemplateReferences;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The SAM template of the scheduled functions hangs together, and says what the program reads.</summary>
public sealed partial class CapacityTemplateTests
{
    private static readonly YamlDocument Template = YamlDocument.Read("samples/LambdaCapacity/template.yaml");

    [Fact]
    public void References_OfEveryKind_NameSomethingThatIsThereAndAllParametersAreUsed()
    {
        string[] parameters = Template.NamesAt("Parameters");
        string[] references = [.. References(Template.Root).Where(name => !name.StartsWith("AWS::", StringComparison.Ordinal))];

        Assert.Empty(references.Except([.. parameters, .. Template.NamesAt("Resources")]));
        Assert.Empty(parameters.Except(references));
        Assert.Empty(Template.Root.AllNodes.Where(node => Tag(node) == "!If").Select(node => YamlDocument.Text(node[0])).Except(Template.NamesAt("Conditions")));
    }

    [Fact]
    public void Functions_EachUnderItsCondition_RunOneAtATimeWithVariablesThatAreReadAndNoMorePermissionsThanTheyNeed()
    {
        string[] known = [.. new[] { "S3Snowplow.Lambda", "S3Snowplow.Capacity.Elasticsearch" }.SelectMany(package => Setting().Matches(RepositoryTree.ReadText($"src/{package}/README.md")!)).Select(row => row.Groups["name"].Value)];

        Assert.All([("Capacities", "SendsCapacities"), ("Evaluation", "Evaluates")], function =>
        {
            (string name, string condition) = function;
            Assert.Equal(condition, Template.TextAt("Resources", name, "Condition"));
            Assert.Equal("../../artifacts/lambda-capacity", Template.TextAt("Resources", name, "Properties", "CodeUri"));
            Assert.Empty(Template.NamesAt("Resources", name, "Properties", "Environment", "Variables").Except(known).Where(variable => !Channel().IsMatch(variable)).Except(["SSL_CERT_DIR", "JUDGE_STATE"]));
        });
        Assert.Null(YamlDocument.Child(Template.At("Resources", "Capacities", "Properties"), "Policies"));
        Assert.Equal(
            ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sns:Publish"],
            Template.At("Resources", "Evaluation", "Properties", "Policies").AllNodes.OfType<YamlScalarNode>().Select(node => node.Value!).Where(text => text.StartsWith("s3:", StringComparison.Ordinal) || text.StartsWith("sns:", StringComparison.Ordinal)));
        Assert.Equal(1, Template.NumberAt("Resources", "Evaluation", "Properties", "ReservedConcurrentExecutions"));
        Assert.Equal("cron(0/15 * * * ? *)", Template.TextAt("Resources", "Capacities", "Properties", "Events", "EachQuarter", "Properties", "Schedule"));
        Assert.Equal("rate(1 minute)", Template.TextAt("Resources", "Evaluation", "Properties", "Events", "EachMinute", "Properties", "Schedule"));
    }

    [Fact]
    public void Secrets_AreNotShown() => Assert.All(["ElasticsearchApiKey", "AlertAddress", "AlertCredential", "DeadManUrl"], secret => Assert.Equal("true", Template.TextAt("Parameters", secret, "NoEcho")));

    [Theory]
    [InlineData("CapacitiesFail", "Capacities")]
    [InlineData("EvaluationFails", "Evaluation")]
    public void Alarm_OfEachFunction_WatchesItsErrorsUnderTheSameCondition(string alarm, string function)
    {
        Assert.Equal("Errors", Template.TextAt("Resources", alarm, "Properties", "MetricName"));
        Assert.Equal("notBreaching", Template.TextAt("Resources", alarm, "Properties", "TreatMissingData"));
        Assert.Contains(function, References(Template.At("Resources", alarm)));
        Assert.Equal(Template.TextAt("Resources", function, "Condition"), Template.TextAt("Resources", alarm, "Condition"));
    }

    [Fact]
    public void WhatItSharesWithTheRelaysTemplate_IsTheSame()
    {
        YamlDocument relay = YamlDocument.Read("samples/Lambda/template.yaml");

        Assert.Equal(ObjectEventMapper.DefaultSchema.Text, Template.TextAt("Parameters", "EventSchema", "Default"));
        Assert.All(["CollectorUri", "AppId", "Code", "Architecture", "AlarmTopicArn"], name => Assert.Equal(relay.At("Parameters", name), Template.At("Parameters", name)));
        Assert.Equal(relay.At("Mappings", "Runtimes"), Template.At("Mappings", "Runtimes"));
        Assert.Equal(
            XDocument.Parse(RepositoryTree.ReadText("samples/LambdaCapacity/LambdaCapacity.csproj")!).Descendants("AssemblyName").Single().Value,
            Template.TextAt("Mappings", "Runtimes", "managed", "Handler"));
    }

    [GeneratedRegex("^ALERT_(PAGER|TOPIC)_(TYPE|ADDRESS|CREDENTIAL)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Channel();

    // A row of a table of settings; tests of the packages compare those with the code.
    [GeneratedRegex(@"^\| `(?<name>[A-Z_]+)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
