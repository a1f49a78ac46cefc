namespace S3Snowplow.Testing.Tests;

public sealed class ManualTimeProviderTests
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void GetUtcNow_NewClock_IsTheDefaultStart()
    {
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), _clock.GetUtcNow());
        Assert.Equal(TimeZoneInfo.Utc, _clock.LocalTimeZone);
    }

    [Fact]
    public void GetUtcNow_StartWithAnOffset_IsConvertedToUtc()
    {
        ManualTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.FromHours(2)));

        Assert.Equal(TimeSpan.Zero, clock.GetUtcNow().Offset);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
    }

    [Fact]
    public void Advance_Distance_MovesBothClocks()
    {
        long before = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _clock.GetElapsedTime(before));
        Assert.NotEqual(0, before);
    }

    [Fact]
    public void Advance_Backwards_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public void Advance_BeyondTheCalendar_ThrowsAndDoesNotMove()
    {
        _clock.SetUtcNow(DateTimeOffset.MaxValue);
        long before = _clock.GetTimestamp();

        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(1)));
        Assert.Equal(before, _clock.GetTimestamp());
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void SetUtcNow_Jump_MovesNeitherTimestampsNorTimers(int seconds)
    {
        int fired = 0;
        using ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Never);
        long before = _clock.GetTimestamp();

        _clock.SetUtcNow(ManualTimeProvider.DefaultStart.AddSeconds(seconds));

        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(seconds), _clock.GetUtcNow());
        Assert.Equal(before, _clock.GetTimestamp());
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.NextDue);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, fired);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Advance_TwoThreads_AddsUp()
    {
        long before = _clock.GetTimestamp();
        Parallel.For(0, 100, _ => _clock.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(100), _clock.GetElapsedTime(before));
    }

    [Fact]
    public async Task WaitForTimersAsync_EnoughArmed_CompletesAtOnce()
    {
        Assert.True(_clock.WaitForTimersAsync(0, CancellationToken.None).IsCompletedSuccessfully);
        using ITimer timer = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Never);
        await _clock.WaitForTimersAsync(1, CancellationToken.None);
    }

    [Fact]
    public async Task WaitForTimersAsync_TooFewArmed_CompletesWithTheLastOne()
    {
        Task waiting = _clock.WaitForTimersAsync(2, CancellationToken.None);

        using ITimer first = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Never);
        using ITimer stopped = _clock.CreateTimer(_ => { }, null, Never, Never);
        Assert.False(waiting.IsCompleted);
        stopped.Change(TimeSpan.FromSeconds(1), Never);

        await waiting;
    }

    [Fact]
    public async Task WaitForTimersAsync_Cancelled_ThrowsAndForgetsTheWait()
    {
        using CancellationTokenSource source = new();
        Task waiting = _clock.WaitForTimersAsync(1, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        using ITimer timer = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Never);
        Assert.Equal(1, _clock.ActiveTimers);
    }

    [Fact]
    public void WaitForTimersAsync_NegativeCount_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _clock.WaitForTimersAsync(-1, CancellationToken.None); });
}
