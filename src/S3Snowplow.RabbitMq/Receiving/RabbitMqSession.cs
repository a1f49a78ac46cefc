using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using S3Snowplow.RabbitMq.Connecting;
using S3Snowplow.RabbitMq.Diagnostics;
using S3Snowplow.RabbitMq.Rejecting;

namespace S3Snowplow.RabbitMq.Receiving;

/// <summary>
/// One connection from its opening to its end, and what came over it. When it ends, by whatever end of a channel, the broker gives all that was not acknowledged again; what
/// would still be said about it would be void, and is not said.
/// </summary>
#pragma warning disable CA1001 // What ends a wait has neither timer nor handle, so there is nothing to dispose of, and it is asked to the end.
internal sealed class RabbitMqSession
#pragma warning restore CA1001
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    // Bounded by the broker: it pushes no more than the prefetch of each consumer.
    private readonly Channel<RabbitMqMessage> _messages = Channel.CreateUnbounded<RabbitMqMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<(IChannel Channel, string Tag)> _consumers = [];
    private readonly IConnection _connection;
    private readonly RejectedPublisher? _rejected;
    private readonly string _source;
    private readonly ILogger _logger;
    private Task _closed = Task.CompletedTask;
    private string? _lost;
    private int _open;
    private bool _left;

    private RabbitMqSession(IConnection connection, RejectedPublisher? rejected, string source, ILogger logger) => (_connection, _rejected, _source, _logger) = (connection, rejected, source, logger);

    /// <summary>What came and was not taken yet; ends when the connection does.</summary>
    public ChannelReader<RabbitMqMessage> Messages => _messages.Reader;

    /// <summary>Why the connection is lost, or <see langword="null"/> while it is not.</summary>
    public string? Lost => Volatile.Read(ref _lost);

    /// <summary>Cancelled when nothing is to wait any longer: the connection is lost, or the reading has ended.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Connects, sees that what is needed is there, and consumes.</summary>
    /// <exception cref="Exception">What the broker or the network said.</exception>
    public static async Task<RabbitMqSession> OpenAsync(string source, RabbitMqSourceOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ConnectionFactory factory = BrokerAddress.Factory(options, options.ConnectionName ?? $"S3Snowplow {source}");
        IConnection connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await new Topology(connection, options, source, logger).CheckAsync(cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2000 // It belongs to the session, and has nothing open before something was rejected.
            var session = new RabbitMqSession(connection, options.RejectedQueue is { } rejected ? new RejectedPublisher(factory, rejected, time) : null, source, logger);
#pragma warning restore CA2000
            await session.ConsumeAsync(options, time, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await connection.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Ends the consumers, gives back what was not taken, and lets what was taken settle. The last one to settle closes the connection.</summary>
    public async Task LeaveAsync()
    {
        await Task.WhenAll(_consumers.Select(one => TellAsync(() => new ValueTask(one.Channel.BasicCancelAsync(one.Tag))))).ConfigureAwait(false);
        _messages.Writer.TryComplete();
        await _leaving.CancelAsync().ConfigureAwait(false);
        while (_messages.Reader.TryRead(out RabbitMqMessage? message))
        {
            await RequeueAsync(message).ConfigureAwait(false);
        }

        Volatile.Write(ref _left, true);
        if (EndIfDone(Volatile.Read(ref _open)))
        {
            await _closed.ConfigureAwait(false);
        }
    }

    /// <summary>Takes over what was delivered; where nobody reads any longer, gives it back.</summary>
    public async Task TakeAsync(RabbitMqMessage message)
    {
        Interlocked.Increment(ref _open);
        if (!_messages.Writer.TryWrite(message))
        {
            // Without waiting for the connection to close: that waits for its consumers, and this is one of them.
            await TellAsync(() => Nack(message, requeue: true)).ConfigureAwait(false);
            EndIfDone(Interlocked.Decrement(ref _open));
        }
    }

    /// <summary>The broker may forget the message.</summary>
    public Task AckAsync(RabbitMqMessage message) => SettleAsync(() => message.Channel.BasicAckAsync(message.DeliveryTag, multiple: false));

    /// <summary>The broker is to give the message again, to whoever is next.</summary>
    public Task RequeueAsync(RabbitMqMessage message) => SettleAsync(() => Nack(message, requeue: true));

    /// <summary>The broker is to send the message to the queue's dead letter exchange.</summary>
    public Task DeadLetterAsync(RabbitMqMessage message) => SettleAsync(() => Nack(message, requeue: false));

    /// <summary>Copies the message to the rejected queue.</summary>
    /// <exception cref="Exception">The broker did not confirm it.</exception>
    public Task PublishRejectedAsync(BasicProperties properties, ReadOnlyMemory<byte> body) => _rejected!.PublishAsync(properties, body);

    /// <summary>Notes that a channel or the whole connection has ended; the rest of it is closed too.</summary>
    public void Lose(string reason)
    {
        if (Interlocked.CompareExchange(ref _lost, reason, null) is null)
        {
            _messages.Writer.TryComplete();
            _over.TrySetResult();
        }
    }

    private async Task ConsumeAsync(RabbitMqSourceOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        for (int i = 0; i < options.Consumers; i++)
        {
            IChannel channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.BasicQosAsync(prefetchSize: 0, (ushort)options.Prefetch, global: false, cancellationToken).ConfigureAwait(false);
            string tag = await channel.BasicConsumeAsync(options.Queue!, autoAck: false, new Consumer(channel, this, time), cancellationToken).ConfigureAwait(false);
            _consumers.Add((channel, tag));
        }

        _closed = CloseWhenOverAsync();
    }

    private async Task CloseWhenOverAsync()
    {
        await _over.Task.ConfigureAwait(false);
        if (Lost is { } reason)
        {
            Log.ConnectionLost(_logger, _source, reason, Volatile.Read(ref _open));
        }

        await _leaving.CancelAsync().ConfigureAwait(false);
        await _connection.CloseAsync(Constants.ReplySuccess, "Done", CloseTimeout, abort: true).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_rejected is not null)
        {
            await _rejected.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ValueTask Nack(RabbitMqMessage message, bool requeue) => message.Channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue);

    private async Task SettleAsync(Func<ValueTask> tell)
    {
        await TellAsync(tell).ConfigureAwait(false);
        if (EndIfDone(Interlocked.Decrement(ref _open)))
        {
            await _closed.ConfigureAwait(false);
        }
    }

    private async Task TellAsync(Func<ValueTask> tell)
    {
        if (Lost is not null)
        {
            return;
        }

        try
        {
            await tell().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationInterruptedException or IOException or ObjectDisposedException or ChannelClosedException or OperationCanceledException)
        {
            // The channel has ended meanwhile: what could not be said is void, and its consumer hears of it.
        }
    }

    /// <summary>Whether nobody reads any longer and nothing is open, or the connection is lost; then it is closed.</summary>
    private bool EndIfDone(int open)
    {
        if (!Volatile.Read(ref _left) || (open > 0 && Lost is null))
        {
            return false;
        }

        _over.TrySetResult();
        return true;
    }
}
