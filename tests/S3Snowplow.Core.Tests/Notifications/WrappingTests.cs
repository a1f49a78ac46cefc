using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class WrappingTests
{
    private static readonly string Plain = Record.List(Record.Of("\"a+b\"", "7"));

    [Theory]
    [InlineData(16, 1)]
    [InlineData(17, 0)]
    public void Read_JsonInStringsAroundEachOther_IsUnwrappedSixteenTimes(int times, int events)
    {
        string notification = Plain;
        for (int i = 0; i < times; i++)
        {
            notification = Record.Quoted(notification);
        }

        AssertWrapped(Record.Read(notification), events);
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(17, 0)]
    public void Read_SnsAroundEachOther_IsUnwrappedSixteenTimes(int times, int events)
    {
        string notification = Plain;
        for (int i = 0; i < times; i++)
        {
            notification = Record.InSns(notification);
        }

        AssertWrapped(Record.Read(notification), events);
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(17, 0)]
    public void Read_ArraysAroundEachOther_AreUnwrappedSixteenTimes(int times, int events) =>
        AssertWrapped(Record.Read(new string('[', times) + Plain + new string(']', times)), events);

    [Theory]
    [InlineData(16, 1)]
    [InlineData(17, 0)]
    public void Read_DestinationRecordsAroundEachOther_AreUnwrappedSixteenTimes(int times, int events)
    {
        string notification = Plain;
        for (int i = 0; i < times; i++)
        {
            notification = $$"""{"requestContext":{},"requestPayload":{{notification}}}""";
        }

        AssertWrapped(Record.Read(notification), events);
    }

    [Fact]
    public void Read_TooDeepBesideAnother_LeavesTheOther()
    {
        NotificationContent content = Record.Read($"[{Plain},{new string('[', 16)}{Plain}{new string(']', 16)},{Plain}]");

        Assert.Equal(2, content.Count);
        Assert.Equal(NotificationProblemKind.TooDeep, Assert.Single(content.Problems).Kind);
    }

    [Theory]
    [InlineData("[", "]", 64, true)]
    [InlineData("[", "]", 65, false)]
    [InlineData("{\"a\":", "}", 64, true)]
    [InlineData("{\"a\":", "}", 65, false)]
    public void Read_JsonNesting_IsReadToSixtyFourLevels(string open, string close, int levels, bool fits)
    {
        // One level is the object around, one the innermost.
        string deep = string.Concat(Enumerable.Repeat(open, levels - 2)) + "{}" + string.Concat(Enumerable.Repeat(close, levels - 2));
        string notification = $$"""{"zz":{{deep}},{{Plain[1..]}}""";

        NotificationContent content = Record.Read(notification);

        Assert.Equal(fits ? (1, 0) : (0, 1), (content.Count, content.ProblemCount));
        if (!fits)
        {
            NotificationProblem problem = content.Problems[0];
            Assert.Equal((NotificationProblemKind.NotJson, "the JSON nests deeper than 64 levels"), (problem.Kind, problem.Reason));
            Assert.Equal(notification.IndexOf("{}", StringComparison.Ordinal), problem.Offset);
        }
    }

    [Fact]
    public void Read_CutOffAtTheDeepestLevel_IsCutOffAndNotTooDeep()
    {
        NotificationProblem problem = Record.ReadProblem(new string('[', 64));

        Assert.Equal(("the JSON ends before it is complete", 64), (problem.Reason, problem.Offset));
    }

    [Fact]
    public void Read_WrappedDocument_HasItsOwnSixtyFourLevels()
    {
        string deep = $$"""{"zz":{{new string('[', 63)}}{{new string(']', 63)}},{{Plain[1..]}}""";

        Assert.Equal(NotificationWrappings.SqsBatch, Record.ReadOne(Record.InSqs(deep)).Wrappings);
    }

    [Fact]
    public void Read_DoubleEncodedBody_IsUnwrapped() =>
        Assert.Equal(
            NotificationWrappings.SqsBatch | NotificationWrappings.SnsEnvelope | NotificationWrappings.JsonString,
            Record.ReadOne(Record.InSqs(Record.Quoted(Record.InSns(Record.Quoted(Plain))))).Wrappings);

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("false")]
    public void Read_SqsMessageWithoutABody_IsAProblemThatPointsAtItAndItsSiblingsAreRead(string body)
    {
        string sibling = Record.InSqs(Plain)[12..^2];
        string notification = $$"""{"Records":[{{sibling}},{"eventSource":"aws:sqs","messageId":"m","body":{{body}}},{{sibling}}]}""";

        NotificationContent content = Record.Read(notification);

        Assert.Equal(2, content.Count);
        NotificationProblem problem = Assert.Single(content.Problems);
        Assert.Equal((NotificationProblemKind.UnknownShape, "$.Records[1].body"), (problem.Kind, problem.Path));
        Assert.Equal(notification.IndexOf($"\"body\":{body}}}", StringComparison.Ordinal) + 7, problem.Offset);
    }

    [Fact]
    public void Read_SqsMessageWhoseBodyIsAbsent_IsAProblemOfTheMessage()
    {
        NotificationProblem problem = Record.ReadProblem("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"messageId\":\"m\"}]}");

        Assert.Equal(("$.Records[0].body", 12, "the SQS message has no body; a string that holds JSON is needed"), (problem.Path, problem.Offset, problem.Reason));
    }

    [Theory]
    [InlineData("PLAIN", 1)]
    [InlineData("[PLAIN,PLAIN]", 2)]
    public void Read_SqsBodyThatAHopHasParsed_IsRead(string body, int events)
    {
        NotificationContent content = Record.Read("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":" + body.Replace("PLAIN", Plain, StringComparison.Ordinal) + "}]}");

        Assert.Equal((events, 0), (content.Count, content.ProblemCount));
        Assert.Equal(NotificationWrappings.SqsBatch, content[0].Wrappings);
    }

    [Fact]
    public void Read_ArrayOfManyShapes_ReadsEach()
    {
        NotificationContent content = Record.Read(
            $$$"""[{{{Plain}}},{{{Record.InSqs(Plain)}}},{{{Record.Quoted(Plain)}}},[],[{{{Plain}}}],{"Event":"s3:TestEvent"},7,null,{"a":1}]""");

        Assert.Equal(
            [NotificationWrappings.None, NotificationWrappings.SqsBatch, NotificationWrappings.JsonString, NotificationWrappings.None],
            content.ObjectEvents.ToArray().Select(found => found.Wrappings));
        Assert.Equal(1, content.TestEvents);
        Assert.Equal(["$[6]", "$[7]", "$[8]"], content.Problems.Select(problem => problem.Path));
        Assert.All(content.Problems, problem => Assert.Equal(NotificationProblemKind.UnknownShape, problem.Kind));
    }

    [Theory]
    [InlineData("\uFEFF", "")]
    [InlineData(" \t\r\n", "\n \t\r")]
    [InlineData("\uFEFF\n", "\n")]
    public void Read_ByteOrderMarkAndWhiteSpaceAround_ArePassedOver(string before, string after)
    {
        string around = before + Plain + after;

        Assert.Equal(7, Record.ReadOne(around).Size);
        Assert.Equal(7, Record.ReadOne(Record.InSqs(around)).Size);
        Assert.Equal(7, Record.ReadOne(Record.InSqs(Record.InSns(around))).Size);
        Assert.Equal(7, Record.ReadOne(Record.InSqs(around).Replace("\uFEFF", "\\ufeff", StringComparison.Ordinal)).Size);
    }

    [Theory]
    [InlineData("}")]
    [InlineData("x")]
    [InlineData(",")]
    [InlineData("\0")]
    [InlineData("\uFEFF")]
    public void Read_SomethingBehindTheDocument_YieldsNoEvents(string garbage)
    {
        NotificationProblem problem = Record.ReadProblem(Plain + "\n" + garbage);

        Assert.Equal((NotificationProblemKind.NotJson, Plain.Length + 1L, "$"), (problem.Kind, problem.Offset, problem.Path));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \n", 2)]
    [InlineData("\uFEFF", 3)]
    public void Read_Nothing_IsAnEmptyDocument(string notification, int offset)
    {
        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal((NotificationProblemKind.NotJson, "the document is empty", (long)offset), (problem.Kind, problem.Reason, problem.Offset));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("true")]
    public void Read_ScalarDocument_IsOfNoKnownShape(string notification) =>
        Assert.Equal(NotificationProblemKind.UnknownShape, Record.ReadProblem(notification).Kind);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"Records":[]}""")]
    public void Read_EmptyList_HoldsNothing(string notification) =>
        Assert.Equal((0, 0), (Record.Read(notification).Count, Record.Read(notification).ProblemCount));

    private static void AssertWrapped(NotificationContent content, int events)
    {
        Assert.Equal((events, 1 - events), (content.Count, content.ProblemCount));
        Assert.Equal(Enumerable.Repeat(NotificationProblemKind.TooDeep, 1 - events), content.Problems.Select(problem => problem.Kind));
    }
}
