using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Documents that stand one behind the other are read each, as if they had come alone.</summary>
public sealed class ConcatenatedTests
{
    private static readonly string First = Record.List(Record.Of("\"first\""));
    private static readonly string Second = Record.List(Record.Of("\"second\""));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\r\n\t")]
    public void Read_DocumentsOneBehindTheOther_AreReadInOrder(string between)
    {
        string notification = First + between + Second + between + $"[{First}]";

        Assert.Equal(["first", "second", "first"], Keys(Record.Read(notification)));
        Assert.Equal(["first", "second", "first"], Keys(Record.Read(Record.InSqs(notification))));
        Assert.Equal(0, Record.Read(notification).ProblemCount);
    }

    [Fact]
    public void Read_ThousandDocuments_AreAllReadWhateverTheNesting() =>
        Assert.Equal(1000, Record.Read(string.Concat(Enumerable.Repeat(First, 1000))).Count);

    [Theory]
    [InlineData("{\"a\":1}", NotificationProblemKind.UnknownShape, 0)]
    [InlineData("{\"a\":x}", NotificationProblemKind.NotJson, 5)]
    [InlineData("{\"Records\":[", NotificationProblemKind.NotJson, 12)]
    [InlineData("[1}", NotificationProblemKind.NotJson, 2)]
    public void Read_BadDocumentBehindAnother_IsAProblemAtItsPlaceAndTheOtherIsRead(string bad, NotificationProblemKind kind, int at)
    {
        NotificationContent content = Record.Read(First + "\n" + bad);

        Assert.Equal(["first"], Keys(content));
        NotificationProblem problem = Assert.Single(content.Problems);
        Assert.Equal((kind, First.Length + 1L + at), (problem.Kind, problem.Offset));
    }

    [Fact]
    public void Read_ProblemOfASecondDocumentInAString_PointsAtTheDeliveredByte()
    {
        string notification = Record.InSqs(First + Record.List(Record.Of("\"k\"", "-17")));

        Assert.Equal(notification.IndexOf("-17", StringComparison.Ordinal), Assert.Single(Record.Read(notification).Problems).Offset);
    }

    private static string[] Keys(NotificationContent content) => [.. content.ObjectEvents.ToArray().Select(found => found.Key)];
}
