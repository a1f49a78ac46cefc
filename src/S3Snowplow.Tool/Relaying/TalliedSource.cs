using System.Runtime.CompilerServices;

namespace S3Snowplow.Tool;

/// <summary>The same source, each of its notifications seen when it has settled, with its place among those that were read.</summary>
/// <param name="source">The source, which is told first.</param>
/// <param name="settled">Sees the place, the notification and its result.</param>
/// <param name="most">How many are read at most; <see langword="null"/>: all.</param>
internal sealed class TalliedSource(IObjectEventSource source, Action<long, Notification, RelayResult> settled, long? most = null) : IObjectEventSource
{
    /// <summary>How many were read.</summary>
    public long Read { get; private set; }

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (Notification notification in source.ReadAsync(cancellationToken))
        {
            long number = Read++;
            yield return new Notification(notification.Body, notification.Id, result => SettleAsync(number, notification, result))
            {
                BodyOffset = notification.BodyOffset,
                ReceivedAt = notification.ReceivedAt,
                IsRedelivery = notification.IsRedelivery,
                TraceContext = notification.TraceContext,
            };
            if (Read == most)
            {
                yield break;
            }
        }
    }

    private async ValueTask SettleAsync(long number, Notification notification, RelayResult result)
    {
        try
        {
            await notification.SettleAsync(result);
        }
        finally
        {
            settled(number, notification, result);
        }
    }
}
