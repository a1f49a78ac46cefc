using System.Net;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

public sealed class CollectorAnswerTests
{
    [Fact]
    public void Classify_EveryStatus_IsOfTheTable()
    {
        for (int status = 100; status <= 599; status++)
        {
            AnswerKind expected = status switch
            {
                400 or 413 or 422 => AnswerKind.Suspect,
                408 or 429 => AnswerKind.Retry,
                >= 500 and <= 599 => AnswerKind.Retry,
                _ => AnswerKind.Misdirected,
            };

            AnswerKind kind = CollectorAnswer.Classify((HttpStatusCode)status);

            Assert.True(expected == kind, $"{status} is {kind}, not {expected}.");
        }
    }

    // Those that decide about data, one by one: the table above could be wrong in the same way as the code.
    [Theory]
    [InlineData(200, "Misdirected")]
    [InlineData(201, "Misdirected")]
    [InlineData(204, "Misdirected")]
    [InlineData(301, "Misdirected")]
    [InlineData(302, "Misdirected")]
    [InlineData(400, "Suspect")]
    [InlineData(401, "Misdirected")]
    [InlineData(403, "Misdirected")]
    [InlineData(404, "Misdirected")]
    [InlineData(405, "Misdirected")]
    [InlineData(408, "Retry")]
    [InlineData(410, "Misdirected")]
    [InlineData(413, "Suspect")]
    [InlineData(415, "Misdirected")]
    [InlineData(422, "Suspect")]
    [InlineData(429, "Retry")]
    [InlineData(500, "Retry")]
    [InlineData(501, "Retry")]
    [InlineData(502, "Retry")]
    [InlineData(503, "Retry")]
    [InlineData(504, "Retry")]
    [InlineData(599, "Retry")]
    public void Of_Status_KeepsWhatWasAnswered(int status, string kind)
    {
        CollectorAnswer answer = CollectorAnswer.Of((HttpStatusCode)status, TimeSpan.FromSeconds(3));

        Assert.Equal(Enum.Parse<AnswerKind>(kind), answer.Kind);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.RetryAfter);
        Assert.Equal(status == 200 ? "unexpected_body" : $"{status}", answer.ErrorType);
        Assert.StartsWith($"HTTP {status}", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoAnswer_OfAnySort_IsRetried()
    {
        CollectorAnswer answer = CollectorAnswer.NoAnswer("timeout");

        Assert.Equal(new CollectorAnswer(AnswerKind.Retry, StatusCode: null, RetryAfter: null, "timeout"), answer);
        Assert.Equal("no answer (timeout)", answer.ToString());
    }
}
