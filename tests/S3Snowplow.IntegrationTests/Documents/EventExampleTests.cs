using System.Text;
using System.Text.RegularExpressions;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Documents;

/// <summary>The bodies that <c>docs/events.md</c> shows are what a collector gets, but for the time of sending and the package's version.</summary>
public sealed partial class EventExampleTests
{
    public static TheoryData<string> Schemas => [ObjectEventMapper.DefaultSchema.Text, IgluCentralMapper.DefaultSchema.Text];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Body_OfEachLayout_IsTheOneShown(string schema)
    {
        MarkdownBlock shown = Assert.Single(MarkdownFile.Of("docs/events.md").Blocks, block => block.Before == $"<!-- body: {schema} -->");
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = collector.Uri, EventSchema = schema });

        await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));

        string sent = Encoding.UTF8.GetString(Assert.Single(collector.Requests).Body.Span);
        Assert.Equal(Changing().Replace(sent, "\"${name}\":\"\""), Changing().Replace(shown.Text, "\"${name}\":\"\""));
        await collector.WaitForAsync(1);
        Assert.Empty(collector.Bad);
    }

    [Fact]
    public void EventIds_InTheTableOfExamples_AreDerivedSo()
    {
        MarkdownFile events = MarkdownFile.Of("docs/events.md");
        NotificationSample[] samples = [NotificationSamples.S3Put, NotificationSamples.EventBridgeCreated];

        Assert.All(samples, sample =>
            Assert.Contains(EventIdentity.Of(Reading.NotificationReader.Read(sample.Body)[0]).ToString(), events.Prose, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"(?<name>stm|tv)\":\"[^\"]*\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Changing();
}
