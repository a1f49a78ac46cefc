using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>A record is recognised by its members, and what stands around it is no condition.</summary>
public sealed class BareRecordTests
{
    private static readonly string S3 = Record.Of("\"a+b\"", "7");
    private static readonly string Sqs = Record.InSqs(Record.List(S3))["{\"Records\":[".Length..^2];
    private static readonly string Sns = $$"""{"EventSource":"aws:sns","Sns":{"Message":{{Record.Quoted(Record.List(S3))}} } }""";
    private static readonly string Received = $$"""{"MessageId":"m","ReceiptHandle":"r","MD5OfBody":"0","Body":{{Record.Quoted(Record.List(S3))}}}""";

    /// <summary>What is one record or message, each of the same event.</summary>
    public static TheoryData<string> Alone => [S3, Sqs, Sns, Received, Record.Quoted(S3), Record.List(S3)];

    [Theory]
    [MemberData(nameof(Alone))]
    public void Read_Alone_IsTheEventOfItsList(string record) => AssertSame(1, record);

    [Theory]
    [MemberData(nameof(Alone))]
    public void Read_InAnArray_IsReadEach(string record) => AssertSame(2, $"[{record},{record}]");

    [Theory]
    [MemberData(nameof(Alone))]
    public void Read_InAListOfRecords_IsReadEach(string record) => AssertSame(2, Record.List(record, record));

    [Theory]
    [MemberData(nameof(Alone))]
    public void Read_InADumpOfAQueue_IsRead(string record) => AssertSame(2, $$"""[{"Messages":[{"MessageId":"m","Body":{{Record.Quoted(record)}}}]},{"Messages":[{{Received}}]}]""");

    [Theory]
    [InlineData("""{"payload":@}""")]
    [InlineData("""{"message":"line","headers":[{"a":1}],"value":{"after":@}}""")]
    [InlineData("""{"records":[@],"count":1}""")]
    [InlineData("""{"Records":@}""")]
    [InlineData("""{"Event":[@],"EventTime":"2026-03-01T06:00:01Z"}""")]
    [InlineData("""[{"a":{"b":[{"c":@}]}}]""")]
    [InlineData("""{"detail-type":"Forwarded","source":"com.example","detail":{"Records":[@]}}""")]
    public void Read_InsideOfSomethingUnknown_IsTheEventAndNoProblem(string around)
    {
        AssertSame(1, around.Replace("@", S3, StringComparison.Ordinal));
        AssertSame(1, around.Replace("@", Record.Quoted(Record.List(S3)), StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FaultyRecordInsideOfSomethingUnknown_IsTheProblemOfTheRecord()
    {
        NotificationContent content = Record.Read($$"""{"meta":{"a":[1,"{x"]},"payload":[{{S3}},{{Record.Of("null")}},{"z":1}]}""");

        Assert.Equal(1, content.Count);
        Assert.Equal(
            [(NotificationProblemKind.InvalidRecord, "$.*[1].s3.object.key"), (NotificationProblemKind.UnknownShape, "$.*[2]")],
            content.Problems.Select(problem => (problem.Kind, problem.Path)));
    }

    [Fact]
    public void Read_NothingInsideOfSomethingUnknown_IsOneProblem()
    {
        NotificationProblem problem = Record.ReadProblem("""{"a":[{"b":{}},[7]],"c":"{\"d\":1}","e":"{\"x"}""");

        Assert.Equal(("$", "the JSON has the shape of no known notification; its members are: a, c, e"), (problem.Path, problem.Reason));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    public void Read_ReceivedMessageWithoutABody_IsAProblemAndItsSiblingsAreRead(string body)
    {
        NotificationContent content = Record.Read($$"""{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":{{body}}},{{Received}}]}""");

        Assert.Equal(1, content.Count);
        Assert.Equal("$.Messages[0].Body", Assert.Single(content.Problems).Path);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"not JSON\"")]
    public void Read_ArrayOfSqsMessagesWithABadBody_ReadsTheOthers(string body)
    {
        NotificationContent content = Record.Read($$"""[{"messageId":"m","eventSource":"aws:sqs","body":{{body}}},{{Sqs}}]""");

        Assert.Equal((1, 1), (content.Count, content.ProblemCount));
        Assert.StartsWith("$[0].body", content.Problems[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArrayOfEventBridgeEvents_ReadsEach() =>
        Assert.Equal(2, Record.Read($"[{Record.InEventBridge()},{Record.InEventBridge()}]").Count);

    private static void AssertSame(int count, string notification)
    {
        ObjectEvent expected = Record.ReadOne(Record.List(S3));
        NotificationContent content = Record.Read(notification);

        Assert.Equal((count, 0), (content.Count, content.ProblemCount));
        Assert.All(content.ObjectEvents.ToArray(), found => Assert.Equal(expected, found with { Wrappings = expected.Wrappings }));
    }
}
