using System.Runtime.CompilerServices;

namespace S3Snowplow.Hosting.Running;

/// <summary>
/// A source that ends when the host stops. To the relay an ended source means "finish what is open", a cancelled run means "hurry"; a host wants first the one, then
/// the other.
/// </summary>
/// <param name="inner">The source.</param>
/// <param name="onNotification">Called with each notification that it gave.</param>
/// <param name="stopping">Ends it.</param>
internal sealed class StoppableSource(IObjectEventSource inner, Action onNotification, CancellationToken stopping) : IBackloggedSource
{
    public bool HasBacklog => inner is IBackloggedSource { HasBacklog: true };

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        IAsyncEnumerator<Notification> notifications = inner.ReadAsync(either.Token).GetAsyncEnumerator(either.Token);
        await using ConfiguredAsyncDisposable closing = notifications.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await notifications.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                yield break;
            }

            onNotification();
            yield return notifications.Current;
        }
    }
}
