using System.Threading.Channels;

namespace S3Snowplow;

/// <summary>A source that the own process fills: notifications that came some way for which there is no adapter, or those of a test.</summary>
public sealed class InMemoryObjectEventSource : IObjectEventSource
{
    private readonly Channel<Notification> _notifications;

    /// <summary>Makes a source.</summary>
    /// <param name="capacity">How many notifications wait at most to be taken by the relay; beyond it <see cref="AddAsync"/> waits.</param>
    public InMemoryObjectEventSource(int capacity = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);

        _notifications = Channel.CreateBounded<Notification>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Adds a notification and gives a task for its result.</summary>
    /// <param name="body">The notification's bytes; not changed until it has settled.</param>
    /// <param name="id">What to call it in logs.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>
    /// Completes when the notification waits in the source; the task inside completes when it has settled.
    /// </returns>
    /// <exception cref="ChannelClosedException"><see cref="Complete"/> was called.</exception>
    public async ValueTask<Task<RelayResult>> AddAsync(ReadOnlyMemory<byte> body, string id = "notification", CancellationToken cancellationToken = default)
    {
        var settled = new TaskCompletionSource<RelayResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var notification = new Notification(body, id, result =>
        {
            settled.TrySetResult(result);
            return ValueTask.CompletedTask;
        });
        await _notifications.Writer.WriteAsync(notification, cancellationToken).ConfigureAwait(false);
        return settled.Task;
    }

    /// <summary>Says that nothing more is added: the relay's run ends when all has settled.</summary>
    public void Complete() => _notifications.Writer.TryComplete();

    /// <inheritdoc/>
    public IAsyncEnumerable<Notification> ReadAsync(CancellationToken cancellationToken = default) => _notifications.Reader.ReadAllAsync(cancellationToken);
}
