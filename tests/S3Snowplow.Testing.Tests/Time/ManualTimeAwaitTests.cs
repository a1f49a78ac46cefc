namespace S3Snowplow.Testing.Tests;

/// <summary>The framework's own waits, driven by the manual clock.</summary>
public sealed class ManualTimeAwaitTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task TaskDelay_Advanced_CompletesAtItsTime()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(5), _clock);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task TaskDelay_Cancelled_LeavesNoTimer()
    {
        using CancellationTokenSource source = new();
        Task delay = Task.Delay(TimeSpan.FromSeconds(5), _clock, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void CancellationTokenSource_Advanced_CancelsAtItsTime()
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(5), _clock);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(source.IsCancellationRequested);
        source.CancelAfter(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(source.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task PeriodicTimer_Advanced_Ticks()
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1), _clock);
        for (int tick = 0; tick < 3; tick++)
        {
            ValueTask<bool> next = timer.WaitForNextTickAsync();
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await next);
        }
    }

    [Fact]
    public async Task WaitAsync_Advanced_TimesOut()
    {
        TaskCompletionSource never = new();
        Task waiting = never.Task.WaitAsync(TimeSpan.FromSeconds(5), _clock);

        _clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    [Fact]
    public async Task Advance_LoopOfDelays_FollowsItWithoutRaces()
    {
        List<double> seconds = [];
        using CancellationTokenSource stop = new();
        Task loop = LoopAsync();

        _clock.Advance(TimeSpan.FromSeconds(3.5));

        Assert.Equal([1, 2, 3], seconds);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);

        async Task LoopAsync()
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, stop.Token).ConfigureAwait(false);
                seconds.Add((_clock.GetUtcNow() - ManualTimeProvider.DefaultStart).TotalSeconds);
            }
        }
    }

    [Fact]
    public async Task WaitForTimersAsync_CodeOnAnotherThread_IsWaitingWhenItCompletes()
    {
        Task worker = Task.Run(() => Task.Delay(TimeSpan.FromHours(1), _clock));

        await _clock.WaitForTimersAsync(1, CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(1));

        await worker;
    }
}
