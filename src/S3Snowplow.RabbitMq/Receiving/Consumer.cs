using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace S3Snowplow.RabbitMq.Receiving;

/// <summary>Takes what the broker pushes over one channel, and hears of the channel's end.</summary>
internal sealed class Consumer(IChannel channel, RabbitMqSession session, TimeProvider time) : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default) =>

        // The client uses the body's memory for something else as soon as this returns.
        session.TakeAsync(new RabbitMqMessage(Channel, deliveryTag, redelivered, properties, body.ToArray(), time.GetTimestamp()));

    /// <summary>The broker ended the consumer: its queue was deleted, or is no longer served by that node.</summary>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        session.Lose("the broker cancelled a consumer, as it does when the queue is deleted");
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        session.Lose($"code {reason.ReplyCode}, {reason.ReplyText}");
        return base.HandleChannelShutdownAsync(channel, reason);
    }
}
