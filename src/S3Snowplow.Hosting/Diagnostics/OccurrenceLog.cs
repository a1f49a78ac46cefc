namespace S3Snowplow.Hosting.Diagnostics;

/// <summary>
/// Says in a line what happens to many notifications: at once for the first, then once in an interval with the count, for as long as it happens. A full place or a failing disk
/// would otherwise write a line for each of them, thousands in a second.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="say">Writes the line: how often it happened since the last one, and what the caller gave with the last.</param>
internal sealed class OccurrenceLog<T>(TimeProvider time, Action<long, T> say) : IDisposable
{
    /// <summary>The interval: a minute.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _count;
    private T _last = default!;
    private bool _disposed;

    /// <summary>It happened.</summary>
    /// <param name="what">Which one, or why; the last of an interval is said.</param>
    /// <param name="times">How often.</param>
    public void Add(T what, long times = 1)
    {
        lock (_gate)
        {
            (_count, _last) = (_count + times, what);
            if (_timer is not null || _disposed)
            {
                return;
            }

            _timer = time.CreateTimer(static log => ((OccurrenceLog<T>)log!).Tick(), this, Interval, Interval);
        }

        Say();
    }

    /// <summary>Says what has not been said yet.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }

        Say();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                _timer?.Dispose();
                _timer = null;
                return;
            }
        }

        Say();
    }

    private void Say()
    {
        long count;
        T last;
        lock (_gate)
        {
            (count, last, _count) = (_count, _last, 0);
            _last = default!;
        }

        if (count == 0)
        {
            return;
        }

        try
        {
            say(count, last);
        }
#pragma warning disable CA1031 // A logger that throws must not end the timer's thread, and with it the process.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is nobody else to tell.
        }
    }
}
