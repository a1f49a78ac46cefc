using S3Snowplow.Diagnostics;

namespace S3Snowplow;

/// <summary>
/// Gathers what a source throws while its notifications are settled: when a queue dies, each of those that are open throws the same, and one line with their number says more than
/// as many stack traces.
/// </summary>
/// <param name="context">The relay's.</param>
internal sealed class SettleFailures(RelayContext context) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Type, Gathered> _gathered = [];
    private ITimer? _timer;

    /// <summary>Notes a failure, to be logged with those that follow within a few seconds.</summary>
    public void Add(Exception exception, string notificationId, DeliveryOutcome outcome)
    {
        lock (_gate)
        {
            Gathered before = _gathered.GetValueOrDefault(exception.GetType(), new Gathered(0, exception, notificationId, outcome));
            _gathered[exception.GetType()] = before with { Count = before.Count + 1 };
            _timer ??= context.Time.CreateTimer(static failures => ((SettleFailures)failures!).Flush(), this, Window, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Logs what was gathered.</summary>
    public void Flush()
    {
        Gathered[] gathered;
        lock (_gate)
        {
            gathered = [.. _gathered.Values];
            _gathered.Clear();
            _timer?.Dispose();
            _timer = null;
        }

        foreach (Gathered one in gathered)
        {
            if (one.Count == 1)
            {
                Log.SettleFailed(context.Logger, one.First, one.NotificationId, one.Outcome);
            }
            else
            {
                Log.SettlesFailed(context.Logger, one.First, one.Count, one.NotificationId);
            }
        }
    }

    public void Dispose() => Flush();

    private readonly record struct Gathered(int Count, Exception First, string NotificationId, DeliveryOutcome Outcome);
}
