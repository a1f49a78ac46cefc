using System.Diagnostics;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace S3Snowplow.RabbitMq.Receiving;

/// <summary>One delivery of a message. Its tag means something on its channel only.</summary>
/// <param name="channel">The channel that it came by.</param>
/// <param name="deliveryTag">Its number there.</param>
/// <param name="isRedelivered">Whether the broker says that it gave it before.</param>
/// <param name="properties">Its properties.</param>
/// <param name="body">Its bytes, a copy that nobody changes.</param>
/// <param name="receivedAt">When it came, by the clock that does not jump.</param>
internal sealed class RabbitMqMessage(IChannel channel, ulong deliveryTag, bool isRedelivered, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, long receivedAt)
{
    public IChannel Channel => channel;

    public ulong DeliveryTag => deliveryTag;

    public IReadOnlyBasicProperties Properties => properties;

    public ReadOnlyMemory<byte> Body => body;

    public long ReceivedAt => receivedAt;

    /// <summary>How often a quorum queue gave it before; 0 in other queues, which do not count. Source: RabbitMQ's "Quorum Queues", "Poison Message Handling".</summary>
    public long DeliveryCount { get; } = CountOf(properties.Headers);

    public bool IsRedelivery => isRedelivered || DeliveryCount > 0;

    /// <summary>The trace of the headers <c>traceparent</c> and <c>tracestate</c>; none where they are absent or odd. Source: W3C Trace Context; its draft for AMQP has the same names.</summary>
    public ActivityContext TraceContext =>
        ActivityContext.TryParse(TextOf(properties.Headers, "traceparent"), TextOf(properties.Headers, "tracestate"), isRemote: true, out ActivityContext context) ? context : default;

    private static long CountOf(IDictionary<string, object?>? headers) => headers is not null && headers.TryGetValue("x-delivery-count", out object? count)
        ? count switch
        {
            long value => value,
            int value => value,
            short value => value,
            byte value => value,
            byte[] text => long.TryParse(Encoding.ASCII.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0,
            _ => 0,
        }
        : 0;

    // The client leaves long strings as bytes.
    private static string? TextOf(IDictionary<string, object?>? headers, string name) => headers is not null && headers.TryGetValue(name, out object? value)
        ? value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        }
        : null;
}
