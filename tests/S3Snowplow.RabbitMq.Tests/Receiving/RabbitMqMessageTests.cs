using System.Diagnostics;
using RabbitMQ.Client;
using S3Snowplow.RabbitMq.Receiving;

namespace S3Snowplow.RabbitMq.Tests.Receiving;

public sealed class RabbitMqMessageTests
{
    [Theory]
    [InlineData(false, null, false, 0)]
    [InlineData(true, null, true, 0)]
    [InlineData(false, 3L, true, 3)]
    [InlineData(false, 2, true, 2)]
    [InlineData(false, (byte)1, true, 1)]
    [InlineData(false, "4", true, 4)]
    [InlineData(false, "many", false, 0)]
    public void DeliveryCount_OfAQuorumQueue_MakesARedelivery(bool flag, object? count, bool isRedelivery, long expected)
    {
        RabbitMqMessage message = Message(flag, ("x-delivery-count", count is string text ? System.Text.Encoding.ASCII.GetBytes(text) : count));

        Assert.Equal((isRedelivery, expected), (message.IsRedelivery, message.DeliveryCount));
    }

    [Fact]
    public void Trace_IsReadFromBytesAndFromText()
    {
        const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        ActivityContext fromBytes = Message(false, ("traceparent", System.Text.Encoding.ASCII.GetBytes(Parent)), ("tracestate", "a=b"u8.ToArray())).TraceContext;
        ActivityContext fromText = Message(false, ("traceparent", Parent)).TraceContext;

        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "a=b", true), (fromBytes.TraceId.ToString(), fromBytes.SpanId.ToString(), fromBytes.TraceState, fromBytes.IsRemote));
        Assert.Equal(fromBytes.TraceId, fromText.TraceId);
    }

    [Fact]
    public void Trace_ThatIsOddOrMissing_IsNone()
    {
        Assert.Equal(default, Message(false, ("traceparent", "nonsense"u8.ToArray())).TraceContext);
        Assert.Equal(default, Message(false, ("traceparent", 7)).TraceContext);
        Assert.Equal(default, Message(false).TraceContext);
    }

    private static RabbitMqMessage Message(bool isRedelivered, params (string Name, object? Value)[] headers) =>
        new(channel: null!, 1, isRedelivered, new BasicProperties { Headers = headers.ToDictionary(header => header.Name, header => header.Value) }, default, 0);
}
