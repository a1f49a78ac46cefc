using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>What somebody may send to hurt: reading ends, and memory grows with the notification and no faster.</summary>
public sealed class HostileInputTests
{
    private const int SixMegabytes = 6 * 1024 * 1024;

    [Theory]
    [InlineData("{\"Records\":[", "1,", "1]}")]
    [InlineData("{\"Records\":[", "{},", "{}]}")]
    [InlineData("{\"Records\":[", "{\"s3\":{\"bucket\":{},\"object\":{}}},", "{}]}")]
    [InlineData("[", "{},", "{}]")]
    [InlineData("[", "[],", "1]")]
    [InlineData("[", "{\"Event\":\"s3:TestEvent\"},", "1]")]
    [InlineData("{", "\"a\":1,", "\"a\":1}")]
    [InlineData("{\"Records\":[],", "\"Records\":[1],", "\"a\":1}")]
    public void Read_SixMegabytesOfNothing_CountsProblemsAndKeepsFew(string before, string repeated, string after)
    {
        byte[] notification = Repeat(before, repeated, after);

        NotificationContent content = AssertBounded(notification);

        Assert.Equal(0, content.Count);
        Assert.InRange(content.ProblemCount, 1, notification.Length);
        Assert.InRange(content.Problems.Count, 1, NotificationContent.MaxProblems);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void Read_SixMegabytesOfNestedArrays_AreProblems(string open, string close)
    {
        // One tower without end, and a row of towers of all the levels that JSON may have.
        byte[] notification = open.Length == 1 ? Repeat("", open, close) : Repeat("[", open + close + ",", "1]");

        Assert.Equal(0, AssertBounded(notification).Count);
    }

    [Fact]
    public void Read_SixMegabytesOfEscapes_AreRead()
    {
        byte[] key = Repeat("{\"Records\":[" + Record.Of("\"@\"").Split('@')[0], "\\u0041", "\"}}}]}");
        byte[] body = Repeat("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"", "\\u0020", "{\\\"Event\\\":\\\"s3:TestEvent\\\"}\"}]}");

        NotificationContent ofKey = AssertBounded(key);
        NotificationContent ofBody = AssertBounded(body);

        Assert.True(ofKey[0].Key.AsSpan().IndexOfAnyExcept('A') < 0);
        Assert.Equal(SixMegabytes / 6, ofKey[0].Key.Length);
        Assert.Equal(1, ofBody.TestEvents);
    }

    [Fact]
    public void Read_AHundredThousandMinimalRecords_AreAllRead()
    {
        byte[] notification = $$"""{"Records":[{{string.Join(',', Enumerable.Range(0, 100_000).Select(index => Record.Of($"\"k{index}\"")))}}]}""".Bytes();

        NotificationContent content = AssertBounded(notification);

        Assert.Equal((100_000, 0), (content.Count, content.ProblemCount));
        Assert.Equal(("k0", "k99999"), (content[0].Key, content[99_999].Key));
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(20, 0)]
    public void Read_WrappingsOfGrowingEscapes_AreUnwrappedToTheLimit(int wrappings, int events)
    {
        string notification = Record.List(Record.Of());
        for (int i = 0; i < wrappings; i++)
        {
            notification = Record.Quoted(notification);
        }

        Assert.Equal(events, AssertBounded(notification.Bytes()).Count);
    }

    [Fact]
    public void Read_LargeTextWrappedSixteenTimes_IsUnescapedAtMostOnceALevel()
    {
        string notification = Record.List(Record.Of($"\"{new string('k', 1024 * 1024)}\""));
        for (int i = 0; i < 16; i++)
        {
            notification = Record.Quoted(notification);
        }

        Assert.Equal(1, AssertBounded(notification.Bytes()).Count);
    }

    [Fact]
    public void Read_FaultsAtTheEndOfALargeBody_AreFoundOnce()
    {
        string body = new string('\t', 1024 * 1024) + Record.List(Enumerable.Repeat("7", 1000).ToArray());

        NotificationContent content = AssertBounded(Record.InSqs(Record.InSns(body)).Bytes());

        Assert.Equal((1000, NotificationContent.MaxProblems), (content.ProblemCount, content.Problems.Count));
    }

    /// <remarks>The largest batch of SQS: a broken body in each of its messages but the last still leaves that one to be read.</remarks>
    [Fact]
    public void Read_LargestBatchWithOneGoodMessage_ReadsIt()
    {
        string broken = string.Concat(Enumerable.Repeat("""{"eventSource":"aws:sqs","body":"{x"},""", 9_999));
        string notification = "{\"Records\":[" + broken + Record.InSqs(Record.List(Record.Of()))["{\"Records\":[".Length..];

        NotificationContent content = Record.Read(notification);

        Assert.Equal((1, 9_999, NotificationContent.MaxProblems), (content.Count, content.ProblemCount, content.Problems.Count));
    }

    /// <remarks>Each costs an exception of the JSON reader, far more than its bytes; so there is an end of looking, but never of counting.</remarks>
    [Fact]
    public void Read_MoreBrokenDocumentsThanAnyBatchHas_AreCountedAndNoLongerLookedInto()
    {
        byte[] notification = Repeat("[", "\"{x\",", Record.Quoted(Record.List(Record.Of())) + "]");

        NotificationContent content = AssertBounded(notification);

        Assert.Equal((0, (SixMegabytes / 5) + 1, NotificationContent.MaxProblems), (content.Count, content.ProblemCount, content.Problems.Count));
        NotificationReader.Read(Record.InSqs(Record.List(Record.Of())).Bytes(), content);
        Assert.Equal((1, 0), (content.Count, content.ProblemCount));
    }

    private static byte[] Repeat(string before, string repeated, string after) =>
        new StringBuilder(before).Insert(before.Length, repeated, SixMegabytes / repeated.Length).Append(after).ToString().Bytes();

    private static NotificationContent AssertBounded(byte[] notification)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        NotificationContent content = NotificationReader.Read(notification);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, AllocationBound.Of(notification.Length));
        return content;
    }
}
