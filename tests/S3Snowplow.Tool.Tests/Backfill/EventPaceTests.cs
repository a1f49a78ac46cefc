using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests.Backfill;

public sealed class EventPaceTests
{
    [Fact]
    public async Task WaitAsync_MoreThanTheRate_WaitsForTheClock()
    {
        var time = new ManualTimeProvider();
        var pace = new EventPace(100, time);
        await pace.WaitAsync(25, CancellationToken.None);
        Task second = pace.WaitAsync(25, CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await second.Within();
    }

    [Fact]
    public async Task WaitAsync_AfterAPause_DoesNotMakeUpForIt()
    {
        var time = new ManualTimeProvider();
        var pace = new EventPace(100, time);
        time.Advance(TimeSpan.FromHours(1));
        await pace.WaitAsync(100, CancellationToken.None);

        Task second = pace.WaitAsync(1, CancellationToken.None);

        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await second.Within();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 25)]
    [InlineData(100_000, 500)]
    public void AtOnce_Rate_IsAQuarterOfASecondAtMost(int rate, int expected) => Assert.Equal(expected, new EventPace(rate, TimeProvider.System).AtOnce);
}
