using System.Diagnostics.CodeAnalysis;

namespace S3Snowplow.Testing;

/// <summary>One timer of a <see cref="ManualTimeProvider"/>. Its mutable state belongs to the provider and is touched only under the provider's gate.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "A captured context is shared and immutable; a callback may still run in it after Dispose.")]
internal sealed class ManualTimer : ITimer
{
    // The longest time that the system's timers take; tests should fail where production would.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1d);

    private readonly ManualTimeProvider _owner;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context;
    private TaskCompletionSource? _idle;
    private int _running;

    /// <summary>A timer that is not armed. Captures the execution context, as the system's timers do.</summary>
    public ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state)
    {
        _owner = owner;
        _callback = callback;
        _state = state;
        _context = ExecutionContext.Capture();
    }

    /// <summary>Earlier due time first; of equal ones, the first armed.</summary>
    public static IComparer<ManualTimer> FiringOrder { get; } = Comparer<ManualTimer>.Create(static (left, right) =>
        left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Order.CompareTo(right.Order));

    /// <summary>The timestamp at which the timer fires next; has a meaning only while it is armed.</summary>
    public long Due { get; set; }

    /// <summary>
    /// The number of this arming; changed, like <see cref="Due"/>, only while the timer is not armed, since the set of armed timers is sorted by both.
    /// </summary>
    public long Order { get; set; }

    /// <summary>The distance between two firings; infinite to fire once.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>Whether the timer was disposed; such a timer is never armed again.</summary>
    public bool IsDisposed { get; set; }

    /// <summary>Refuses what the system's timers refuse.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite, or longer than 49.7 days.</exception>
    public static void Validate(TimeSpan time)
    {
        if (time != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest);
        }
    }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period) => _owner.Change(this, dueTime, period);

    /// <inheritdoc/>
    public void Dispose() => _ = _owner.RemoveAsync(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(_owner.RemoveAsync(this));

    /// <summary>Runs the callback on this thread; called without the gate.</summary>
    public void Fire()
    {
        SynchronizationContext? callers = SynchronizationContext.Current;
        // With the test's context in place, continuations would be posted to it and run after Advance has returned.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            if (_context is null)
            {
                _callback(_state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((ManualTimer)timer!).Invoke(), this);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(callers);
            _owner.Fired(this);
        }
    }

    /// <summary>A callback is about to run; called under the gate.</summary>
    public void Started() => _running++;

    /// <summary>A callback has ended; called under the gate.</summary>
    public void Ended()
    {
        if (--_running == 0)
        {
            _idle?.SetResult();
            _idle = null;
        }
    }

    /// <summary>Completes when no callback is running; called under the gate.</summary>
    public Task WhenIdleAsync()
    {
        if (_running == 0)
        {
            return Task.CompletedTask;
        }

        _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _idle.Task;
    }

    private void Invoke() => _callback(_state);
}
