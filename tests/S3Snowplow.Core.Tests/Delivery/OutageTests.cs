using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Long times in which nothing gets through.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(404, EmitterState.Misdirected)]
    [InlineData(503, EmitterState.Retrying)]
    public async Task Outage_OfAnHour_ProbesInGrowingStepsAndLosesNothing(int status, EmitterState state)
    {
        await using var rig = new DeliveryRig(options => (options.RetryBudget, options.MaxConcurrentRequests) = (Timeout.InfiniteTimeSpan, 4));
        rig.Collector.AnswerWith(status);
        List<DeliveryScope> scopes = [];
        for (int i = 0; i < 10; i++)
        {
            scopes.Add(await rig.SendAsync(TestEvents.Numbered(10, (i * 10) + 1)));
        }

        await rig.PassAsync(Hour);

        Assert.Equal(state, rig.Emitter.State);
        Assert.All(scopes, scope => Assert.Equal(10, scope.Pending));
        Assert.Equal((100, 0L, 0L, 0L), (rig.Statistics.Pending, rig.Statistics.Rejected, rig.Statistics.Expired, rig.Statistics.Abandoned));

        // Half of 30 s between two probes, and a few shorter steps before.
        Assert.InRange(rig.Collector.Attempts.Count, 200, 260);
        Assert.Single(rig.Logged(state == EmitterState.Misdirected ? 1021 : 1020));

        rig.Collector.AnswerWith(200);
        await rig.PassAsync(TimeSpan.FromMinutes(2), () => rig.Statistics.Pending == 0);
        Assert.Equal(100, rig.Statistics.Delivered);
        Assert.Single(rig.Collector.Attempts.Where(attempt => attempt.At > Hour).SelectMany(attempt => attempt.Numbers).GroupBy(number => number).Select(group => group.Count()).Distinct());
    }

    [Fact]
    public async Task Outage_FromItsSecondAttemptOn_HasOneProbeAtATimeWithDoublingWaits()
    {
        await using var rig = new DeliveryRig(options => options.MaxConcurrentRequests = 10);
        rig.Collector.AnswerWith(404);
        await rig.SendAsync(1);

        await rig.PassAsync(TimeSpan.FromMinutes(5));

        double[] waits = [.. rig.Collector.Attempts.Zip(rig.Collector.Attempts.Skip(1), (one, next) => (next.At - one.At).TotalSeconds)];
        Assert.Equal([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15], waits[..11]);
        Assert.Equal(1, rig.Collector.MaxInFlight);
    }

    [Fact]
    public async Task Outage_OfManyRequestsAtOnce_IsOneStepOfTheSchedule()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (20, 1));
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(60));

        // The window grows by one for each of these answers.
        for (int number = 1; number <= 18; number++)
        {
            (await rig.Collector.AttemptAsync(number)).Answer(200);
            await rig.Collector.AttemptAsync(2 * (number + 1));
        }

        ScriptedAttempt[] inFlight = [.. rig.Collector.Attempts.Skip(18)];
        Assert.Equal(20, inFlight.Length);
        rig.Collector.Script = _ => Answers.Ok;

        foreach (ScriptedAttempt attempt in inFlight)
        {
            attempt.Answer(503);
        }

        await rig.IdleAsync();

        // Twenty failures at one moment are one failure of the collector.
        await rig.PassAsync(TimeSpan.FromMilliseconds(50));
        Assert.Equal(EmitterState.Sending, rig.Emitter.State);
        await rig.PassAsync(TimeSpan.FromMilliseconds(50), () => scope.Completion.IsCompleted);
        Assert.Equal(60, rig.Statistics.Delivered);
    }

    [Fact]
    public async Task Outage_WhenABudgetEnds_ExpiresWithTheStatus()
    {
        await using var rig = new DeliveryRig(options => (options.RetryBudget, options.MaxBatchEvents) = (TimeSpan.FromMinutes(10), 2));
        rig.Collector.KeepOpen();
        DeliveryScope tried = await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);

        // Before the others are sent: one that came earlier would be kept open for ever.
        rig.Collector.AnswerWith(404);

        // While an outage lasts, each second probe is for a batch that was tried before: most of these are never sent.
        DeliveryScope waiting = await rig.SendAsync(TestEvents.Numbered(1000, 2));
        first.Answer(404);
        await rig.PassAsync(TimeSpan.FromMinutes(11));

        await tried.Completion.Within();
        await waiting.Completion.Within();
        Assert.All(tried.Outcomes.Concat(waiting.Outcomes), outcome =>
        {
            Assert.Equal(DeliveryOutcome.Expired, outcome.Outcome);
            Assert.Contains("HTTP 404", outcome.Text, StringComparison.Ordinal);
            Assert.Contains("RetryBudget (00:10:00)", outcome.Text, StringComparison.Ordinal);
        });
        Assert.Equal(404, tried.Outcomes[0].StatusCode);
        Assert.Contains(waiting.Outcomes, outcome => outcome.StatusCode is null);
        await Patience.UntilAsync(() => rig.Logged(1011).Sum(entry => (int)entry.State["Count"]!) == 1001, "the log of all that expired");
    }

    [Fact]
    public async Task Outage_WithDeadlines_AbandonsEachOnTime()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.AnswerWith(404);
        await rig.SendAsync(1);
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3, 2), TimeSpan.FromSeconds(7));
        await rig.PassAsync(TimeSpan.FromSeconds(7) - TimeSpan.FromTicks(1));
        Assert.Equal(3, scope.Pending);
        await rig.PassAsync(TimeSpan.FromTicks(1));

        Assert.True(scope.Completion.IsCompleted);
        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Abandoned, outcome.Outcome));
        await Patience.UntilAsync(() => rig.Logged(1012).Count == 1, "the log of what was abandoned");
    }

    [Fact]
    public async Task Outage_SilenceAfterAWrongAddress_StaysMisdirected()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number % 2 == 0 ? Answers.Silence : Answers.Status(404);
        await rig.SendAsync(1);

        await rig.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(EmitterState.Misdirected, rig.Emitter.State);
        Assert.Single(rig.Logged(1021));
        Assert.Empty(rig.Logged(1020));
    }

    [Fact]
    public async Task Dispose_InAnOutage_LeavesNoEmitterCountedAsPaused()
    {
        var rig = new DeliveryRig();
        rig.Collector.AnswerWith(503);
        await rig.SendAsync(1);
        await Patience.UntilAsync(() => rig.Metrics.Sum("s3snowplow.emitters.paused", ("state", "retrying")) == 1, "the metric of the pause");

        rig.Close();

        Assert.Equal(0, rig.Metrics.Sum("s3snowplow.emitters.paused"));
        await rig.DisposeAsync();
    }
}
