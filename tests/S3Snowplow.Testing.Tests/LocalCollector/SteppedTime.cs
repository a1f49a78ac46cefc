namespace S3Snowplow.Testing.Tests;

/// <summary>A clock that stands still, and whose timers are due at once or only when told: makes delays visible without waiting for them.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = start;

    /// <summary>All due times that were asked for, in order.</summary>
    public List<TimeSpan> Asked { get; } = [];

    /// <summary>Whether a timer fires as soon as it is made, the clock moving on to its due time.</summary>
    public bool IsImmediate { get; set; }

    /// <summary>Completes when a timer was asked for.</summary>
    public Task WhenAskedAsync() => _asked.Task;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public void Advance(TimeSpan time)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            lock (time._gate)
            {
                time.Asked.Add(dueTime);
                Due = time._now + dueTime;
                if (!time.IsImmediate)
                {
                    time._timers.Add(this);
                    time._asked.TrySetResult();
                    return true;
                }

                time._now = Due;
            }

            // Not on this thread: whoever makes a timer has not stored it yet.
            ThreadPool.QueueUserWorkItem(_ => Fire());
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
