using System.Diagnostics.CodeAnalysis;

namespace S3Snowplow.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Works wherever a <see cref="TimeProvider"/> is taken: <c>Task.Delay</c>, <c>Task.WaitAsync</c>,
/// <see cref="CancellationTokenSource"/>, <see cref="PeriodicTimer"/>.
/// </summary>
/// <remarks>
/// <para>Two clocks, as on a real machine: the wall clock (<see cref="GetUtcNow"/>), which may jump (<see cref="SetUtcNow"/>), and the monotonic one
/// (<see cref="GetTimestamp"/>), which timers follow and which only <see cref="Advance"/> moves.</para>
/// <para>Callbacks run inside <see cref="Advance"/>, on its thread, in the execution context in which their timer was made and without a synchronization
/// context, as on a pool thread. Code that awaits with <c>ConfigureAwait(false)</c> therefore runs on inside <see cref="Advance"/> up to its next wait, so a
/// loop of delays is followed without races.</para>
/// <para>All members may be called from any thread; calls of <see cref="Advance"/> from several threads take turns.</para>
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    // Held across callbacks so that advances of two threads add up; re-entrant, so that a callback may advance. Never taken by any other member.
    private readonly Lock _turn = new();

    // Guards everything below; never held while a callback or a continuation runs.
    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.FiringOrder);
    private readonly ArmedTimersWaits _waits;

    // Not zero: code may use 0 for "never".
    private long _timestamp = TimeSpan.TicksPerDay;
    private long _armings;
    private DateTimeOffset _utcNow;

    /// <summary>A clock that starts at <see cref="DefaultStart"/>.</summary>
    public ManualTimeProvider()
        : this(DefaultStart)
    {
    }

    /// <summary>A clock that starts at <paramref name="start"/>.</summary>
    /// <param name="start">The first value of <see cref="GetUtcNow"/>; converted to UTC.</param>
    public ManualTimeProvider(DateTimeOffset start)
    {
        _utcNow = start.ToUniversalTime();
        _waits = new ArmedTimersWaits(_gate);
    }

    /// <summary>2026-01-01T00:00:00Z.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>UTC, whatever the zone of the machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timestamps per second: 10,000,000, so that one timestamp is one tick of a <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are armed, that is not disposed and with a finite due time. A periodic timer counts once, a forgotten one counts on.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>How far <see cref="Advance"/> must go to fire the next timer; zero if one is due already, <see langword="null"/> if none is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _armed.Min is { } next ? TimeSpan.FromTicks(Math.Max(0, next.Due - _timestamp)) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _utcNow;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _timestamp;
        }
    }

    /// <summary>Sets the wall clock, forwards or backwards, as an operator or a time server would. Timestamps do not move and no timer fires.</summary>
    /// <param name="value">The new value of <see cref="GetUtcNow"/>; converted to UTC.</param>
    public void SetUtcNow(DateTimeOffset value)
    {
        lock (_gate)
        {
            _utcNow = value.ToUniversalTime();
        }
    }

    /// <summary>
    /// Moves both clocks forwards and fires each timer that falls due on the way, in order of due time (of equal ones, the first armed first), while both
    /// clocks stand at that due time. A callback may make, change and dispose timers; what it arms within the distance fires in the same call.
    /// </summary>
    /// <param name="by">The distance; zero fires the timers that were armed with a due time of zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative, or leads out of the range of <see cref="DateTimeOffset"/>.</exception>
    /// <remarks>An exception of a callback comes out here; the clock then stands at that timer's due time.</remarks>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_turn)
        {
            long target;
            lock (_gate)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThan(by, DateTimeOffset.MaxValue - _utcNow);
                target = _timestamp + by.Ticks;
            }

            while (TakeDue(target) is { } timer)
            {
                timer.Fire();
            }

            lock (_gate)
            {
                MoveTo(target);
            }
        }
    }

    /// <summary>
    /// Waits until at least <paramref name="count"/> timers are armed: the code under test then stands at its delay, and <see cref="Advance"/> reaches it.
    /// </summary>
    /// <param name="count">The number that <see cref="ActiveTimers"/> must reach; it includes time-outs that the code under test has armed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes once the number was reached, even if timers have gone again by the time the caller runs on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled first.</exception>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            return _armed.Count >= count ? Task.CompletedTask : _waits.ForAsync(count, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A due time of zero fires in the next <see cref="Advance"/>, never inside this call. Sub-millisecond times are kept exactly.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ManualTimer timer = new(this, callback, state);
        Change(timer, dueTime, period);
        return timer;
    }

    /// <summary>Arms, re-arms or stops a timer.</summary>
    /// <returns>Whether the timer was still alive.</returns>
    internal bool Change(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer.Validate(dueTime);
        ManualTimer.Validate(period);
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _armed.Remove(timer);
            // A period of zero means "once", as for the system's timers.
            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Arm(timer, _timestamp + dueTime.Ticks);
            }

            return true;
        }
    }

    /// <summary>Disposes a timer.</summary>
    /// <returns>A task that completes when no callback of the timer is running.</returns>
    internal Task RemoveAsync(ManualTimer timer)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            timer.IsDisposed = true;
            return timer.WhenIdleAsync();
        }
    }

    /// <summary>Called when a callback has returned or thrown.</summary>
    internal void Fired(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.Ended();
        }
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > target)
            {
                return null;
            }

            _armed.Remove(timer);
            MoveTo(timer.Due);
            if (timer.Period != Timeout.InfiniteTimeSpan)
            {
                Arm(timer, timer.Due + timer.Period.Ticks);
            }

            timer.Started();
            return timer;
        }
    }

    private void Arm(ManualTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = _armings++;
        _armed.Add(timer);
        _waits.Saw(_armed.Count);
    }

    private void MoveTo(long timestamp)
    {
        // A callback that advanced may already have gone further.
        if (timestamp > _timestamp)
        {
            _utcNow = _utcNow.AddTicks(timestamp - _timestamp);
            _timestamp = timestamp;
        }
    }
}
