namespace S3Snowplow.Core.Tests.Rig;

/// <summary>A clock whose timers all come later than they are asked for, as those of some systems do.</summary>
internal sealed class LateTimers(TimeProvider inner, TimeSpan late) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new LateTimer(inner.CreateTimer(callback, state, Later(dueTime), period), Later);

    private TimeSpan Later(TimeSpan dueTime) => dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime + late;

    private sealed class LateTimer(ITimer inner, Func<TimeSpan, TimeSpan> later) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(later(dueTime), period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
