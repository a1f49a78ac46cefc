using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Tool;

/// <summary>What has settled, in the order in which it was read: it settles in any.</summary>
internal sealed class SettledNotifications
{
    private readonly ConcurrentDictionary<Notification, RelayResult> _results = [];
    private readonly List<Notification> _read = [];

    public ValueTask Settle(Notification notification, RelayResult result)
    {
        _results[notification] = result;
        return ValueTask.CompletedTask;
    }

    /// <summary>The same source, its notifications noted as they are read.</summary>
    public IObjectEventSource Of(IObjectEventSource source) => new Noting(source, _read);

    public IReadOnlyList<(Notification Notification, RelayResult Result)> InOrder() =>
        [.. _read.Where(_results.ContainsKey).Select(notification => (notification, _results[notification]))];

    private sealed class Noting(IObjectEventSource source, List<Notification> read) : IObjectEventSource
    {
        public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (Notification notification in source.ReadAsync(cancellationToken))
            {
                read.Add(notification);
                yield return notification;
            }
        }
    }
}
