using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Half a surrogate pair, written with an escape, is JSON but no text. It may stand in every string, those that are only compared included.</summary>
public sealed class LoneSurrogateTests
{
    // Longer than all that is compared with: a shorter one is told by its length alone.
    private const string NoText = "\\ud800\\ud800\\ud800\\ud800\\ud800";

    [Theory]
    [InlineData("""{"Records":[{"eventSource":"X","body":"{}"}]}""")]
    [InlineData("""{"Records":[{"EventSource":"X","Sns":{"Message":"{}"}}]}""")]
    [InlineData("""{"Type":"X","TopicArn":"t","Message":"{}"}""")]
    [InlineData("""{"Event":"X"}""")]
    [InlineData("""{"detail-type":"Object Created","source":"X","detail":{}}""")]
    [InlineData("""{"X":1}""")]
    public void Read_InWhatTellsTheShape_IsOfNoKnownShape(string notification) =>
        Assert.Equal(
            NotificationProblemKind.UnknownShape,
            Record.ReadProblem(notification.Replace("X", NoText, StringComparison.Ordinal)).Kind);

    [Fact]
    public void Read_InTheSourceOfARecord_IsOfAnotherStore() =>
        Assert.Equal(NotificationDialect.Other, Record.ReadOne(Record.List(Record.Of(source: $"\"{NoText}\""))).Dialect);

    [Theory]
    [InlineData("reason")]
    [InlineData("deletion-type")]
    public void Read_InWhatOnlyChoosesTheName_IsAnEventAllTheSame(string member) =>
        Assert.Equal("ObjectCreated:Put", Record.ReadOne(Record.InEventBridge(more: $",\"{member}\":\"{NoText}\"")).Name);

    [Theory]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","body":"X"}]}""", "$.Records[0].body")]
    [InlineData("""{"Records":[{"EventSource":"aws:sns","Sns":{"Message":"X"}}]}""", "$.Records[0].Sns.Message")]
    [InlineData("""{"Type":"Notification","TopicArn":"t","Message":"X"}""", "$.Message")]
    [InlineData("\"X\"", "$")]
    public void Read_InAWrapping_IsNoJsonAndPointsAtTheString(string notification, string path)
    {
        NotificationProblem problem = Record.ReadProblem(notification.Replace("X", NoText, StringComparison.Ordinal));

        Assert.Equal((NotificationProblemKind.NotJson, path), (problem.Kind, problem.Path));
        Assert.Equal(notification.IndexOf('X', StringComparison.Ordinal), problem.Offset);
    }
}
