namespace S3Snowplow.Testing.Tests;

public sealed class ManualTimerTests
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _log = [];

    [Fact]
    public void Advance_SeveralTimers_FireInDueOrderAtTheirDueTime()
    {
        using ITimer late = Timer("late", 3);
        using ITimer early = Timer("early", 1);
        using ITimer tie = Timer("tie", 3);
        using ITimer beyond = Timer("beyond", 11);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["early 1", "late 3", "tie 3"], _log);
        Assert.Equal(1, _clock.ActiveTimers);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.NextDue);
    }

    [Fact]
    public void Advance_Period_FiresOnEachMultiple()
    {
        using ITimer timer = Timer("tick", 1, 2);

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["tick 1", "tick 3", "tick 5"], _log);
        Assert.Equal(1, _clock.ActiveTimers);
    }

    [Fact]
    public void Advance_PeriodOfZero_FiresOnceAsTheSystemsTimersDo()
    {
        using ITimer timer = Timer("once", 1, 0);

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["once 1"], _log);
        Assert.Null(_clock.NextDue);
    }

    [Fact]
    public void CreateTimer_DueTimeOfZero_FiresInTheNextAdvanceOnly()
    {
        using ITimer timer = Timer("now", 0);
        Assert.Empty(_log);
        Assert.Equal(TimeSpan.Zero, _clock.NextDue);

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(["now 0"], _log);
    }

    [Fact]
    public void Change_Armed_ReplacesDueTimeAndPeriod()
    {
        using ITimer timer = Timer("tick", 1, 1);

        Assert.True(timer.Change(TimeSpan.FromSeconds(5), Never));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(timer.Change(Never, TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(["tick 5"], _log);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void Dispose_Armed_NeverFiresAndCannotBeChanged()
    {
        ITimer timer = Timer("tick", 1);

        timer.Dispose();
        timer.Dispose();

        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Never));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_log);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void Callback_MakesChangesAndDisposesTimers_TakesEffectInTheSameAdvance()
    {
        ITimer victim = Timer("victim", 3);
        ITimer moved = Timer("moved", 9);
        ITimer? made = null;
        using ITimer first = _clock.CreateTimer(
            _ =>
            {
                victim.Dispose();
                moved.Change(TimeSpan.FromSeconds(1), Never);
                made = Timer("made", 2);
            },
            null,
            TimeSpan.FromSeconds(1),
            Never);

        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(["moved 2", "made 3"], _log);
        moved.Dispose();
        made?.Dispose();
    }

    [Fact]
    public void Callback_Advances_OuterAdvanceStillEndsAtItsTarget()
    {
        using ITimer first = _clock.CreateTimer(_ => _clock.Advance(TimeSpan.FromSeconds(2)), null, TimeSpan.FromSeconds(1), Never);
        using ITimer second = Timer("second", 2);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["second 2"], _log);
        Assert.Equal(10, Seconds());
    }

    [Fact]
    public void Callback_Throws_ComesOutOfAdvanceAtItsDueTime()
    {
        using ITimer bad = _clock.CreateTimer(_ => throw new InvalidOperationException("bad"), null, TimeSpan.FromSeconds(1), Never);
        using ITimer good = Timer("good", 2);

        Assert.Throws<InvalidOperationException>(() => _clock.Advance(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, Seconds());

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["good 2"], _log);
    }

    [Fact]
    public void Callback_Runs_InTheExecutionContextOfItsCreation()
    {
        AsyncLocal<string> ambient = new() { Value = "creator" };
        string? seen = null;
        using ITimer timer = _clock.CreateTimer(_ => seen = ambient.Value, null, TimeSpan.FromSeconds(1), Never);
        ambient.Value = "advancer";

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("creator", seen);
    }

    [Fact]
    public async Task DisposeAsync_CallbackRunning_WaitsForItsEnd()
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        ITimer timer = _clock.CreateTimer(_ => { started.SetResult(); release.Wait(); }, null, TimeSpan.FromSeconds(1), Never);
        Task advancing = Task.Run(() => _clock.Advance(TimeSpan.FromSeconds(1)));
        await started.Task;

        Task disposing = timer.DisposeAsync().AsTask();

        Assert.False(disposing.IsCompleted);
        release.Set();
        await disposing;
        await advancing;
        await timer.DisposeAsync();
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(0, -2)]
    [InlineData(uint.MaxValue, 0)]
    public void CreateTimer_TimeThatTheSystemRefuses_Throws(double dueMilliseconds, double periodMilliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            _clock.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(dueMilliseconds), TimeSpan.FromMilliseconds(periodMilliseconds)));

    [Fact]
    public void CreateTimer_ManyThreads_EachFiresOnce()
    {
        int fired = 0;
        Parallel.For(0, 500, index => _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromSeconds(index % 7), Never));
        Parallel.For(0, 7, _ => _clock.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(500, fired);
    }

    private double Seconds() => (_clock.GetUtcNow() - ManualTimeProvider.DefaultStart).TotalSeconds;

    private ITimer Timer(string name, double due, double? period = null)
    {
        TimeSpan every = period is { } seconds ? TimeSpan.FromSeconds(seconds) : Never;
        return _clock.CreateTimer(_ => _log.Add($"{name} {Seconds()}"), null, TimeSpan.FromSeconds(due), every);
    }
}
