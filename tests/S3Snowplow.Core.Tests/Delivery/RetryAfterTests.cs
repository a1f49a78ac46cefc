using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>How long the emitter waits when the collector says how long.</summary>
public sealed class RetryAfterTests
{
    // With a jitter of half: half of the first bound of 100 ms on top.
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0.1)]
    [InlineData(-5, 0.1)]
    [InlineData(299, 299)]
    [InlineData(301, 300)]
    [InlineData(int.MaxValue, 300)]
    public async Task RetryAfter_Seconds_AreWaitedWithinBounds(int seconds, double expected)
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number > 1 ? Answers.Ok : Answers.Status(503, TimeSpan.FromSeconds(seconds));

        DeliveryScope scope = await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromHours(1), () => scope.Completion.IsCompleted);

        Assert.Equal(TimeSpan.FromSeconds(expected) + Jitter, rig.Collector.Attempts[1].At);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.999999)]
    public async Task RetryAfter_Jitter_IsAtMostATenthOfASecondOnTop(double random)
    {
        await using var rig = new DeliveryRig(options => options.RetryBaseDelay = TimeSpan.FromSeconds(30), () => random);
        rig.Collector.Script = attempt => attempt.Number > 1 ? Answers.Ok : Answers.Status(429, TimeSpan.FromSeconds(60));

        DeliveryScope scope = await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromHours(1), () => scope.Completion.IsCompleted);

        Assert.Equal(TimeSpan.FromSeconds(60) + (random == 0 ? TimeSpan.Zero : RetrySchedule.MinRetryAfter), rig.Collector.Attempts[1].At);
    }

    [Fact]
    public async Task RetryAfter_OfOneRequest_IsNotCutShortByAnotherThatFails()
    {
        await using var rig = new DeliveryRig(options => options.MaxBatchEvents = 1);
        rig.Collector.KeepOpen();
        await rig.SendAsync(TestEvents.Numbered(2));
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        ScriptedAttempt second = await rig.Collector.AttemptAsync(2);
        rig.Collector.Script = _ => Answers.Ok;

        first.Answer(503, TimeSpan.FromSeconds(60));
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Retrying, "the first answer");
        second.Answer(503);
        await rig.IdleAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(4, rig.Collector.Attempts.Count);
        Assert.Equal(TimeSpan.FromSeconds(60) + Jitter, rig.Collector.Attempts[2].At);
    }

    [Fact]
    public async Task RetryAfter_ThatOutlivesTheBudget_ExpiresInTime()
    {
        await using var rig = new DeliveryRig(options => options.RetryBudget = TimeSpan.FromSeconds(30));
        rig.Collector.AnswerWith(503, TimeSpan.FromMinutes(5));

        DeliveryScope scope = await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((DeliveryOutcome.Expired, 503), (scope.Outcomes[0].Outcome, scope.Outcomes[0].StatusCode));
        Assert.Single(rig.Collector.Attempts);
    }

    [Fact]
    public void Delay_WithoutRetryAfter_IsBelowADoublingBound()
    {
        var schedule = new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), () => 0.9999999);

        Assert.InRange(schedule.Delay(1).TotalSeconds, 0.0999, 0.1);
        Assert.InRange(schedule.Delay(2).TotalSeconds, 0.1999, 0.2);
        Assert.InRange(schedule.Delay(9).TotalSeconds, 25.5, 25.6);
        Assert.InRange(schedule.Delay(10).TotalSeconds, 29.9, 30);
        Assert.InRange(schedule.Delay(int.MaxValue).TotalSeconds, 29.9, 30);
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Delay(0));
    }
}
