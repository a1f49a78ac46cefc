using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using S3Snowplow.RabbitMq.Diagnostics;

namespace S3Snowplow.RabbitMq.Connecting;

/// <summary>Sees to it that queues and exchange are there before anything is consumed: asks for each, and makes what is missing where that is wanted.</summary>
/// <remarks>
/// Asked first, made afterwards: to declare what exists with other arguments is an error, and needs a permission. A channel ends when the answer is no, so each question has
/// one of its own.
/// </remarks>
internal sealed class Topology(IConnection connection, RabbitMqSourceOptions options, string source, ILogger logger)
{
    private const int NotFound = 404;

    // Replicated, durable by nature, and it counts deliveries.
    private static readonly Dictionary<string, object?> QuorumQueue = new() { ["x-queue-type"] = "quorum" };

    /// <exception cref="OperationInterruptedException">Something is missing, or may not be made.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await FindQueueAsync(options.Queue!, cancellationToken).ConfigureAwait(false);
        if (options.RejectedQueue is not null)
        {
            await FindQueueAsync(options.RejectedQueue, cancellationToken).ConfigureAwait(false);
        }

        if (options.Exchange is not { } exchange)
        {
            return;
        }

        await FindAsync(
            "exchange",
            exchange,
            channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken),
            channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await AskAsync(channel => channel.QueueBindAsync(options.Queue!, exchange, options.RoutingKey, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private Task FindQueueAsync(string queue, CancellationToken cancellationToken) => FindAsync(
        "queue",
        queue,
        channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken),
        channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QuorumQueue, cancellationToken: cancellationToken),
        cancellationToken);

    private async Task FindAsync(string kind, string name, Func<IChannel, Task> find, Func<IChannel, Task> make, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(find, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException exception) when (options.Declare && exception.ShutdownReason?.ReplyCode == NotFound)
        {
            await AskAsync(make, cancellationToken).ConfigureAwait(false);
            Log.Made(logger, source, kind, name);
        }
    }

    private async Task AskAsync(Func<IChannel, Task> ask, CancellationToken cancellationToken)
    {
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            await ask(channel).ConfigureAwait(false);
        }
        finally
        {
            // What the broker said is more to the point than what closing the channel after it may say.
            await channel.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
