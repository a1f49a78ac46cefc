using RabbitMQ.Client;

namespace S3Snowplow.RabbitMq.Rejecting;

/// <summary>Publishes to the rejected queue, and knows when the broker has taken a message.</summary>
/// <remarks>
/// Over a connection of its own, made when the first one is rejected: while a broker is short of memory or disk it reads nothing from connections that publish, and no
/// acknowledgement may wait for that. Source: RabbitMQ's "Memory Alarms".
/// </remarks>
internal sealed class RejectedPublisher(ConnectionFactory factory, string queue, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

#pragma warning disable CA2213 // Without a wait handle there is nothing to dispose of, and who comes late still asks for it.
    private readonly SemaphoreSlim _opening = new(1, 1);
#pragma warning restore CA2213
    private IConnection? _connection;
    private IChannel? _channel;
    private bool _disposed;

    /// <summary>Completes when the broker has confirmed that the queue has the message.</summary>
    /// <exception cref="Exception">It did not, or not in time; it may have it all the same.</exception>
    public async Task PublishAsync(BasicProperties properties, ReadOnlyMemory<byte> body)
    {
        using var limit = new CancellationTokenSource(TimeLimit, time);
        IChannel channel = await OpenAsync(limit.Token).ConfigureAwait(false);
        await channel.BasicPublishAsync(exchange: "", queue, mandatory: true, properties, body, limit.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            _disposed = true;
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_channel is not { IsOpen: true })
            {
                await CloseAsync().ConfigureAwait(false);
                _connection = await factory.CreateConnectionAsync($"{factory.ClientProvidedName} (rejected)", cancellationToken).ConfigureAwait(false);

                // Confirmations are tracked: publishing completes with the broker's answer, and throws where it was no, or where no queue took the message.
                _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken).ConfigureAwait(false);
            }

            return _channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task CloseAsync()
    {
        _channel = null;
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
