using System.Text;
using S3Snowplow.Lambda.Tests.Rig;

namespace S3Snowplow.Lambda.Tests;

/// <summary>What can be acknowledged by itself is a notification of its own.</summary>
public sealed class InvocationPayloadTests
{
    [Fact]
    public void Batch_EachMessage_HasItsIdItsBodyAndItsPlace()
    {
        string json = $$"""{"Records":[{{Payloads.Message("a", "plain")}},{{Payloads.Message("b", "with \"escapes\" \u00e4 \ud83d\ude00")}}]}""";

        InvocationPayload payload = Read(json);

        Assert.Equal((PayloadKind.SqsBatch, false), (payload.Kind, payload.IsFifo));
        Assert.Equal(["a", "b"], payload.Notifications.Select(message => message.Id));
        Assert.Equal(["plain", "with \"escapes\" ä 😀"], payload.Notifications.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(Encoding.UTF8.GetByteCount(json[..json.IndexOf("plain", StringComparison.Ordinal)]), payload.Notifications[0].BodyOffset);
    }

    [Fact]
    public void Batch_WithAByteOrderMark_IsABatch() => Assert.Equal(PayloadKind.SqsBatch, Read("\ufeff" + Payloads.Batch(["x"])).Kind);

    [Fact]
    public void Batch_OfAFifoQueue_SaysSo() => Assert.True(Read(Payloads.Batch(["x"], Payloads.Queue + ".fifo")).IsFifo);

    [Fact]
    public void Batch_BodyOfHalfASurrogatePair_IsLeftToTheReaderAsJson()
    {
        InvocationPayload payload = Read(Payloads.Batch(["BODY"]).Replace("BODY", "\\ud800", StringComparison.Ordinal));

        Assert.Equal("\"\\ud800\"", Encoding.UTF8.GetString(Assert.Single(payload.Notifications).Body.Span));
    }

    [Theory]
    [InlineData("\"messageId\":\"a\"", "\"messageId\":\"\"")]
    [InlineData("\"messageId\":\"a\"", "\"messageId\":null")]
    [InlineData("\"messageId\":\"a\"", "\"id\":\"a\"")]
    [InlineData("\"aws:sqs\"", "\"aws:s3\"")]
    [InlineData("\"body\":", "\"content\":")]
    [InlineData("\"body\":\"x\"", "\"body\":{}")]
    [InlineData("]}", ",1]}")]
    [InlineData("]}", "]}x")]
    [InlineData("]}", "]")]
    public void NotWhollyABatch_IsOneNotification(string change, string to)
    {
        string json = $$"""{"Records":[{{Payloads.Message("a", "x")}},{{Payloads.Message("b", "y")}}]}""".Replace(change, to, StringComparison.Ordinal);

        InvocationPayload payload = Read(json);

        Assert.Equal(PayloadKind.Single, payload.Kind);
        Assert.Equal(json, Encoding.UTF8.GetString(Assert.Single(payload.Notifications).Body.Span));
        Assert.Equal("request", payload.Notifications[0].Id);
    }

    [Theory]
    [InlineData("{\"source\":\"aws.events\"}", "Scheduled")]
    [InlineData("{\"source\":\"aws.scheduler\",\"detail\":{}}", "Scheduled")]
    [InlineData("{\"source\":\"aws.s3\"}", "Single")]
    [InlineData("{\"detail\":{\"source\":\"aws.events\"}}", "Single")]
    [InlineData("{\"source\":[\"aws.events\"]}", "Single")]
    [InlineData("[]", "Single")]
    [InlineData("\"aws.events\"", "Single")]
    [InlineData("", "Single")]
    public void Kind_OfAPayload_IsThis(string json, string kind) => Assert.Equal(kind, Read(json).Kind.ToString());

    private static InvocationPayload Read(string json) => InvocationPayload.Read(Encoding.UTF8.GetBytes(json), "request");
}
