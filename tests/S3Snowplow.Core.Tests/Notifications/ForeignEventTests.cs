using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>What AWS sends about something else than an object is a problem that says what it is.</summary>
public sealed class ForeignEventTests
{
    private const string CloudTrailRecord = """{"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"PutObject","eventTime":"2026-03-02T07:00:00Z","requestParameters":{"bucketName":"b","key":"k"}}""";

    [Theory]
    [InlineData("AWS API Call via CloudTrail", "aws.s3", "a CloudTrail API call, no object event")]
    [InlineData("AWS API Call via CloudTrail", "aws.ec2", "a CloudTrail API call, no object event")]
    [InlineData("AWS Service Event via CloudTrail", "aws.s3", "an event of aws.s3 (AWS Service Event via CloudTrail), no object event")]
    [InlineData("EC2 Instance State-change Notification", "aws.ec2", "an event of aws.ec2 (EC2 Instance State-change Notification), no object event")]
    [InlineData("one-word", "aws.ec2", "an event of aws.ec2, no object event")]
    [InlineData("two\\nlines here", "aws.<script>", "an event of AWS, no object event")]
    public void Read_EventBridgeEventOfAws_IsNamed(string detailType, string source, string reason)
    {
        string notification = $$"""{"version":"0","detail-type":"{{detailType}}","source":"{{source}}","time":"2026-03-02T07:00:00Z","detail":{"requestParameters":{"key":"k"} } }""";

        Assert.Equal((NotificationProblemKind.UnknownShape, reason), Of(Record.ReadProblem(notification)));
        Assert.Equal((NotificationProblemKind.UnknownShape, reason), Of(Record.ReadProblem(Record.InSqs(notification))));
        Assert.Equal((NotificationProblemKind.UnknownShape, reason), Of(Record.ReadProblem($$"""{"payload":{{notification}}}""")));
    }

    [Fact]
    public void Read_ObjectOfAnotherSourceOfAws_IsNamed() =>
        Assert.Equal("an event of aws.macie (Object Created), no object event", Record.ReadProblem(Record.InEventBridge().Replace("aws.s3", "aws.macie", StringComparison.Ordinal)).Reason);

    [Theory]
    [InlineData(CloudTrailRecord, "a CloudTrail API call, no object event")]
    [InlineData("""{"eventSource":"aws:dynamodb","dynamodb":{"Keys":{}}}""", "a record of aws:dynamodb, no object event")]
    [InlineData("""{"eventSource":"aws:<b>","x":1}""", "a record of AWS, no object event")]
    public void Read_RecordOfAnotherService_IsNamedAndItsSiblingsAreRead(string record, string reason)
    {
        NotificationContent content = Record.Read(Record.List(Record.Of(), record, Record.Of()));

        Assert.Equal(2, content.Count);
        NotificationProblem problem = Assert.Single(content.Problems);
        Assert.Equal(("$.Records[1]", reason), (problem.Path, problem.Reason));
        Assert.Equal(reason, Record.ReadProblem(record).Reason);
    }

    private static (NotificationProblemKind, string) Of(NotificationProblem problem) => (problem.Kind, problem.Reason);
}
