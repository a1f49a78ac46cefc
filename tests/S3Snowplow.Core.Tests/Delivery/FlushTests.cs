using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A flush is a barrier: it covers what was accepted before it, and is over when that has its answers.</summary>
public sealed class FlushTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Flush_OnEmpty_CompletesAtOnce()
    {
        await using var rig = new DeliveryRig();

        Task<FlushResult> flush = rig.Emitter.FlushAsync(Minute);

        Assert.True(flush.IsCompleted);
        Assert.True((await flush).IsComplete);
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Fact]
    public async Task Flush_WithLingeringEvents_SendsThemAndCompletesWithTheirAnswers()
    {
        await using var rig = new DeliveryRig(options => options.Linger = Minute);
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        await rig.SendAsync(2);

        Task<FlushResult> flush = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);
        ScriptedAttempt second = await rig.Collector.AttemptAsync(2);
        second.Answer(200);
        await Patience.UntilAsync(() => rig.Statistics.Delivered == 1, "the second answer");
        Assert.False(flush.IsCompleted);
        first.Answer(200);

        Assert.Equal(new FlushResult(0, new EmitterStatistics(2, 2, 0, 0, 0, 0, 0)), await flush.Within());
    }

    [Fact]
    public async Task Flush_CoversNothingThatCameAfterIt()
    {
        await using var rig = new DeliveryRig(options => (options.Linger, options.MaxConcurrentRequests) = (Minute, 3));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);

        Task<FlushResult> flush = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);
        DeliveryScope later = await rig.SendAsync(2);
        Assert.Single(rig.Collector.Attempts);
        first.Answer(200);

        FlushResult result = await flush.Within();
        Assert.Equal(0, result.Pending);
        Assert.Equal(1, later.Pending);
    }

    [Fact]
    public async Task Flush_AtItsDeadline_TellsWhatIsPendingAndAbandonsNothing()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3));
        ScriptedAttempt attempt = await rig.Collector.AttemptAsync(1);

        Task<FlushResult> flush = rig.Emitter.FlushAsync(Minute);
        rig.Time.Advance(Minute);

        Assert.Equal(3, (await flush.Within()).Pending);
        Assert.False(attempt.Cancellation.IsCancellationRequested);
        attempt.Answer(200);
        await scope.Completion.Within();
        Assert.Equal(3, rig.Statistics.Delivered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Flush_WithoutTime_TellsWhatIsPendingAtOnce(int seconds)
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        await rig.SendAsync(TestEvents.Numbered(3));

        Task<FlushResult> flush = rig.Emitter.FlushAsync(TimeSpan.FromSeconds(seconds));

        Assert.True(flush.IsCompleted);
        Assert.Equal(3, (await flush).Pending);
    }

    [Fact]
    public async Task Flush_Cancelled_EndsLikeADeadline()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        using var source = new CancellationTokenSource();

        Task<FlushResult> flush = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan, source.Token);
        await source.CancelAsync();

        Assert.Equal(1, (await flush.Within()).Pending);
    }

    [Fact]
    public async Task Flush_ByTwo_EachCompletesWithItsOwn()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (2, 1));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        Task<FlushResult> one = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);
        Task<FlushResult> same = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);
        await rig.SendAsync(2);
        Task<FlushResult> both = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);

        (await AttemptOfAsync(rig, 1)).Answer(200);
        Assert.Equal(0, (await one.Within()).Pending);
        Assert.Equal(0, (await same.Within()).Pending);
        Assert.False(both.IsCompleted);
        (await AttemptOfAsync(rig, 2)).Answer(200);

        Assert.Equal(2, (await both.Within()).Statistics.Delivered);
    }

    [Fact]
    public async Task Flush_LaterAnsweredFirst_WaitsForTheEarlier()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (2, 1));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        Task<FlushResult> one = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);
        await rig.SendAsync(2);
        Task<FlushResult> both = rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan);

        (await AttemptOfAsync(rig, 2)).Answer(200);
        await Patience.UntilAsync(() => rig.Statistics.Delivered == 1, "the second answer");
        Assert.False(one.IsCompleted);
        Assert.False(both.IsCompleted);
        (await AttemptOfAsync(rig, 1)).Answer(200);

        await one.Within();
        await both.Within();
    }

    [Fact]
    public async Task Flush_InAnOutage_DoesNotBypassTheWait()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.AnswerWith(503, TimeSpan.FromMinutes(1));
        await rig.SendAsync(1);
        await rig.IdleAsync();

        Task<FlushResult> flush = rig.Emitter.FlushAsync(TimeSpan.FromMinutes(5));
        await rig.SendAsync(2);
        await rig.PassAsync(TimeSpan.FromSeconds(59));

        Assert.Single(rig.Collector.Attempts);
        rig.Collector.AnswerWith(200);
        await rig.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(0, (await flush.Within()).Pending);
    }

    [Fact]
    public async Task Flush_AfterAScopeWasAbandoned_CountsItAsSettled()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3));
        await rig.Collector.AttemptAsync(1);

        scope.Abandon(OutcomeReason.Cancelled);

        Assert.Equal(new FlushResult(0, new EmitterStatistics(3, 0, 0, 0, 3, 0, 0)), await rig.Emitter.FlushAsync(TimeSpan.Zero));
    }

    // Two requests that start together arrive in any order.
    private static async Task<ScriptedAttempt> AttemptOfAsync(DeliveryRig rig, int number)
    {
        await rig.Collector.AttemptAsync(2);
        return rig.Collector.Attempts.Single(attempt => attempt.Numbers.Contains(number));
    }
}
