using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(9, 25_600)]
    [InlineData(10, 30_000)]
    [InlineData(1000, 30_000)]
    [InlineData(int.MaxValue, 30_000)]
    public void Delay_AfterFailures_IsWithinABoundThatDoubles(int failures, int boundMilliseconds)
    {
        var bound = TimeSpan.FromMilliseconds(boundMilliseconds);

        Assert.Equal(TimeSpan.Zero, new RetrySchedule(Base, Max, () => 0).Delay(failures));
        Assert.Equal(bound / 2, new RetrySchedule(Base, Max, () => 0.5).Delay(failures));
        Assert.InRange(new RetrySchedule(Base, Max, () => Math.BitDecrement(1)).Delay(failures), bound - TimeSpan.FromTicks(1), bound);
    }

    [Fact]
    public void Delay_AnyAllowedSchedule_IsTheFractionOfItsBound()
    {
        Arbitrary<(long Base, long Max, int Failures, double Random)> any = (
            from baseTicks in Ticks()
            from maxTicks in Ticks()
            from failures in Gen.Choose(1, 200)
            from random in Gen.Choose(0, 999_999)
            select (Math.Min(baseTicks, maxTicks), Math.Max(baseTicks, maxTicks), failures, random / 1e6)).ToArbitrary();

        Prop.ForAll(any, input =>
        {
            TimeSpan delay = new RetrySchedule(new TimeSpan(input.Base), new TimeSpan(input.Max), () => input.Random).Delay(input.Failures);

            // By doubling, one failure at a time: what the closed form must come to.
            long bound = input.Base;
            for (int i = 1; i < input.Failures && bound < input.Max; i++) bound *= 2;
            Assert.Equal((long)(Math.Min(bound, input.Max) * input.Random), delay.Ticks);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Delay_SmallestBase_ReachesTheLargestBound() =>
        Assert.Equal(Hour / 2, new RetrySchedule(TimeSpan.FromTicks(1), Hour, () => 0.5).Delay(100));

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-1, 100)]
    [InlineData(50, 100)]
    [InlineData(100, 100)]
    [InlineData(2_000, 2_000)]
    [InlineData(299_999, 299_999)]
    [InlineData(300_000, 300_000)]
    [InlineData(300_001, 300_000)]
    [InlineData(31_536_000_000, 300_000)]
    public void Delay_RetryAfter_IsFollowedWithinBounds(long askedMilliseconds, int expectedMilliseconds)
    {
        var asked = TimeSpan.FromMilliseconds(askedMilliseconds, 0);

        Assert.Equal(TimeSpan.FromMilliseconds(expectedMilliseconds), new RetrySchedule(Base, Max, () => 0).Delay(1, asked));
    }

    [Fact]
    public void Delay_RetryAfterBeyondReason_IsFollowedWithinBounds()
    {
        var schedule = new RetrySchedule(Base, Max, () => 0);

        Assert.Equal(RetrySchedule.MinRetryAfter, schedule.Delay(1, TimeSpan.MinValue));
        Assert.Equal(RetrySchedule.MaxRetryAfter, schedule.Delay(1, TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromMilliseconds(100), RetrySchedule.MinRetryAfter);
        Assert.Equal(TimeSpan.FromMinutes(5), RetrySchedule.MaxRetryAfter);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(8, 100)]
    public void Delay_RetryAfterWithJitter_IsNeverShorterThanAsked(int failures, int jitterMilliseconds)
    {
        TimeSpan delay = new RetrySchedule(Base, Max, () => 0.5).Delay(failures, TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMilliseconds(2_000 + jitterMilliseconds), delay);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Delay_WithoutFailure_Throws(int failures) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule(Base, Max, () => 0).Delay(failures));

    // From one tick to an hour, every order of magnitude as likely as another.
    private static Gen<long> Ticks() =>
        from digits in Gen.Choose(0, 10)
        from first in Gen.Choose(1, 9)
        select Math.Min(Hour.Ticks, first * (long)Math.Pow(10, digits));
}
