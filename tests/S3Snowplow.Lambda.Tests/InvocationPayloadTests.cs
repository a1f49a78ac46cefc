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
    [InlineData("\"messageId\":", "\"id\":")]
    [InlineData("\"aws:sqs\"", "\"aws:s3\"")]
    [InlineData("]}", "]}x")]
    [InlineData("]}", "]")]
    public void NoBatch_IsOneNotification(string change, string to)
    {
        string json = $$"""{"Records":[{{Payloads.Message("a", "x")}},{{Payloads.Message("b", "y")}}]}""".Replace(change, to, StringComparison.Ordinal);

        InvocationPayload payload = Read(json);

        Assert.Equal(PayloadKind.Single, payload.Kind);
        Assert.Equal(json, Encoding.UTF8.GetString(Assert.Single(payload.Notifications).Body.Span));
        Assert.Equal("request", payload.Notifications[0].Id);
    }

    [Theory]
    [InlineData("{\"messageId\":\"odd\",\"body\":null,\"eventSource\":\"aws:sqs\"}", "odd", "null")]
    [InlineData("{\"messageId\":\"odd\",\"eventSource\":\"aws:sqs\"}", "odd", "")]
    [InlineData("{\"messageId\":\"odd\",\"body\":7,\"eventSource\":\"aws:sqs\"}", "odd", "7")]
    [InlineData("{\"messageId\":\"odd\",\"body\":{\"a\":[{}]},\"eventSource\":\"aws:sqs\"}", "odd", "{\"a\":[{}]}")]
    [InlineData("{\"messageId\":\"odd\",\"body\":\"x\"}", "odd", "{\"Records\":[{\"messageId\":\"odd\",\"body\":\"x\"}]}")]
    [InlineData("{\"messageId\":\"\",\"body\":\"x\",\"eventSource\":\"aws:sqs\"}", null, "x")]
    [InlineData("{\"messageId\":null,\"body\":\"x\",\"eventSource\":\"aws:sqs\"}", null, "x")]
    [InlineData("{\"messageId\":{\"messageId\":\"a\"},\"body\":\"x\",\"eventSource\":\"aws:sqs\"}", null, "x")]
    [InlineData("{\"messageId\":\"\\ud800\",\"body\":\"x\",\"eventSource\":\"aws:sqs\"}", null, "x")]
    [InlineData("{\"\\ud800\":1,\"body\":\"x\",\"eventSource\":\"aws:sqs\"}", null, "x")]
    [InlineData("{\"eventSource\":\"aws:s3\",\"s3\":{}}", null, "{\"Records\":[{\"eventSource\":\"aws:s3\",\"s3\":{}}]}")]
    [InlineData("{\"eventSource\":\"\\ud800\"}", null, "{\"Records\":[{\"eventSource\":\"\\ud800\"}]}")]
    [InlineData("null", null, "{\"Records\":[null]}")]
    [InlineData("7", null, "{\"Records\":[7]}")]
    [InlineData("\"x\"", null, "{\"Records\":[\"x\"]}")]
    [InlineData("[{\"a\":1}]", null, "{\"Records\":[[{\"a\":1}]]}")]
    public void Batch_OddElement_IsANotificationBesideItsSiblings(string odd, string? id, string body)
    {
        string json = $$"""{"Records":[{{Payloads.Message("a", "before")}},{{odd}},{{Payloads.Message("b", "behind")}}]}""";

        InvocationPayload payload = Read(json);

        Assert.Equal(PayloadKind.SqsBatch, payload.Kind);
        Assert.Equal(["a", id ?? "request", "b"], payload.Notifications.Select(message => message.Id));
        Assert.Equal(["before", body, "behind"], payload.Notifications.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal([true, id is not null, true], Enumerable.Range(0, 3).Select(payload.CanBeListed));
        Assert.InRange(payload.Notifications[1].BodyOffset, 0, json.Length);
    }

    [Fact]
    public void Batch_ElementThatIsNoMessage_KeepsItsPlaceInThePayload()
    {
        string json = $$"""{"Records":[{{Payloads.Message("a", "x")}},{"here":1}]}""";

        Notification odd = Read(json).Notifications[1];

        Assert.Equal(json.IndexOf("here", StringComparison.Ordinal), odd.BodyOffset + Encoding.UTF8.GetString(odd.Body.Span).IndexOf("here", StringComparison.Ordinal));
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
