using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Whoever waits with a deadline gets an attempt within it, whatever the waits between attempts have grown to, and whatever else is under way.</summary>
public sealed class DeadlineAttemptTests
{
    private static readonly TimeSpan Invocation = TimeSpan.FromSeconds(9.5);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    // The jitter is the longest there is.
    private static DeliveryRig Rig(Action<DeliveryOptions>? configure = null) => new(configure, random: static () => 0.999);

    [Theory]
    [InlineData(503, 0)]
    [InlineData(404, 0)]
    [InlineData(0, 0)]
    [InlineData(503, 60)]
    public async Task Outage_OfManyInvocations_EachHasAnAttemptEarlyInItsTime(int status, int pauseSeconds)
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.Script = _ => status == 0 ? Answers.Silence : Answers.Status(status);
        TimeSpan started = default;
        for (int i = 1; i <= 20; i++)
        {
            int before = rig.Collector.Attempts.Count;

            DeliveryScope scope = await rig.SendAsync(i, Invocation);
            await rig.PassAsync(Invocation);

            Assert.Equal(DeliveryOutcome.Abandoned, scope.Outcomes[0].Outcome);
            ScriptedAttempt[] attempts = [.. rig.Collector.Attempts.Skip(before).Where(attempt => attempt.Numbers.Contains(i))];
            Assert.True(attempts.Length > 0, $"Invocation {i} had no attempt.");
            Assert.InRange(attempts[0].At - started, TimeSpan.Zero, Early);

            // Not a storm: no more than the first steps of the schedule, and half a second between two.
            Assert.InRange(attempts.Length, 2, 12);
            await rig.PassAsync(TimeSpan.FromSeconds(pauseSeconds));
            started += Invocation + TimeSpan.FromSeconds(pauseSeconds);
        }
    }

    [Fact]
    public async Task Collector_WellAgain_DeliversAtOnceWhatWaitsWithADeadline()
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.AnswerWith(503);
        DeliveryScope patient = await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        rig.Collector.AnswerWith(200);
        DeliveryScope scope = await rig.SendAsync(2, Invocation);
        await rig.PassAsync(Early, () => scope.Completion.IsCompleted);

        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
        await rig.PassAsync(TimeSpan.FromMinutes(1), () => patient.Completion.IsCompleted);
        Assert.Equal(DeliveryOutcome.Delivered, patient.Outcomes[0].Outcome);
    }

    // What the collector asks for counts, but not so far that everything is given back untried.
    [Fact]
    public async Task RetryAfter_LongerThanTheDeadline_LeavesAnAttemptWithinIt()
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.AnswerWith(429, TimeSpan.FromMinutes(5));
        for (int i = 1; i <= 5; i++)
        {
            await rig.SendAsync(i, Invocation);
            await rig.PassAsync(Invocation);
        }

        Assert.All(Enumerable.Range(1, 5), number => Assert.Single(rig.Collector.Attempts, attempt => attempt.Numbers.Contains(number)));
        Assert.All(rig.Collector.Attempts.Zip(rig.Collector.Attempts.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= Invocation / 2));
    }

    [Fact]
    public async Task RetryAfter_WithoutADeadline_IsWaitedFor()
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.AnswerWith(429, TimeSpan.FromMinutes(5));
        await rig.SendAsync(1);

        await rig.PassAsync(TimeSpan.FromMinutes(4));

        Assert.Single(rig.Collector.Attempts);
    }

    [Fact]
    public async Task Attempt_ThatHangs_LeavesOneForThoseWithADeadline()
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.AnswerWith(503);
        await rig.SendAsync(1);
        await rig.IdleAsync();
        rig.Collector.KeepOpen();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.Collector.AttemptAsync(2);

        DeliveryScope hasty = await rig.SendAsync(2, Invocation);
        await rig.Collector.AttemptAsync(2);
        rig.Time.Advance(Early);
        ScriptedAttempt attempt = await rig.Collector.AttemptAsync(3);
        attempt.Answer(200);
        await hasty.Completion.Within();

        Assert.Equal(DeliveryOutcome.Delivered, hasty.Outcomes[0].Outcome);
    }

    [Fact]
    public async Task Waiter_ForRoom_HasAnAttemptWithinItsDeadline()
    {
        await using DeliveryRig rig = Rig(options => (options.QueueCapacity, options.MaxBatchEvents) = (10, 10));
        rig.Collector.AnswerWith(503);
        DeliveryScope full = await rig.SendAsync(TestEvents.Numbered(10));
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        rig.Collector.AnswerWith(200);
        DeliveryScope scope = rig.Scope(Invocation);
        Task enqueued = rig.Emitter.EnqueueAsync(TestEvents.Of(11), scope).AsTask();
        await rig.PassAsync(Early, () => full.Completion.IsCompleted && enqueued.IsCompleted);
        await enqueued.Within();
        scope.Seal();
        await scope.Completion.Within();

        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flush_WithADeadline_MakesAnAttempt(bool disposes)
    {
        await using DeliveryRig rig = Rig();
        rig.Collector.AnswerWith(503);
        DeliveryScope scope = await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        rig.Collector.AnswerWith(200);
        Task flushed = disposes ? rig.Emitter.DisposeAsync().AsTask() : rig.Emitter.FlushAsync(Invocation);
        await rig.PassAsync(Early, () => flushed.IsCompleted);
        await flushed.Within();

        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
    }

    // As a webhook has them: many that wait four seconds each. They share attempts, and a collector that fails is not stormed.
    [Fact]
    public async Task Deadlines_ManyDuringAnOutage_ShareAttempts()
    {
        await using DeliveryRig rig = Rig(options => options.MaxConcurrentRequests = 16);
        rig.Collector.AnswerWith(503);
        for (int i = 1; i <= 600; i++)
        {
            await rig.SendAsync(i, TimeSpan.FromSeconds(4));
            await rig.PassAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(rig.Collector.Attempts.Count, 60, 2 * 60 + 10);
        Assert.Equal(1, rig.Collector.MaxInFlight);
    }
}
