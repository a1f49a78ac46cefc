using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class TruncationTests
{
    public static TheoryData<string> Names => Samples.Names;

    /// <remarks>The samples have no white space at their end, so that each cut takes away something needed.</remarks>
    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleCutAtAnyByte_IsOneProblemAndNoEvent(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;
        var content = new NotificationContent();

        for (int length = 0; length < body.Length; length++)
        {
            NotificationReader.Read(body[..length], content);

            Assert.Equal((0, 0, 1), (content.Count, content.TestEvents, content.ProblemCount));
            NotificationProblem problem = content.Problems[0];
            Assert.Equal((NotificationProblemKind.NotJson, "$", (long)length), (problem.Kind, problem.Path, problem.Offset));
            Assert.Equal(body.Span[..length].Trim(" \r\n"u8).IsEmpty ? "the document is empty" : "the JSON ends before it is complete", problem.Reason);
        }
    }

    /// <remarks>Cut by its sender before it was wrapped: the wrapping is whole, its other messages are read.</remarks>
    [Fact]
    public void Read_WrappedDocumentCutAtAnyByte_IsOneProblemAndItsSiblingIsRead()
    {
        string document = Record.InSns(Record.List(Record.Of("\"a\\u00e9\"", "1")));

        for (int length = 0; length < document.Length; length++)
        {
            NotificationContent content = Record.Read($"[{Record.InSqs(document[..length])},{Record.InSqs(document)}]");

            Assert.Equal((1, 1), (content.Count, content.ProblemCount));
            Assert.Equal((NotificationProblemKind.NotJson, "$[0].Records[0].body|$"), (content.Problems[0].Kind, content.Problems[0].Path));
        }
    }

    [Theory]
    [InlineData("""{"Records":[RECORD,RECORD],"x":!}""")]
    [InlineData("""{"Records":[RECORD,RECORD]""")]
    [InlineData("""{"Records":[RECORD,RECORD,""")]
    [InlineData("""[{"Records":[RECORD]},{"Event":"s3:TestEvent"},[7],""")]
    public void Read_DocumentBrokenBehindItsRecords_YieldsOneProblemAndNothingElse(string notification) =>
        Assert.Equal(NotificationProblemKind.NotJson, Record.ReadProblem(notification.Replace("RECORD", Record.Of(), StringComparison.Ordinal)).Kind);
}
