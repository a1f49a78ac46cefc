using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>When a request starts and what is in it.</summary>
public sealed class BatchingTests
{
    [Fact]
    public async Task Idle_AnEvent_IsSentAtOnce()
    {
        await using var rig = new DeliveryRig();

        DeliveryScope scope = await rig.SendAsync(1);

        await scope.Completion.Within();
        Assert.Equal(TimeSpan.Zero, Assert.Single(rig.Collector.Attempts).At);
    }

    [Fact]
    public async Task InFlight_EventsGather_UntilTheyHaveLingered()
    {
        await using var rig = new DeliveryRig(options => options.Linger = TimeSpan.FromMilliseconds(50));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        await rig.Collector.AttemptAsync(1);
        await rig.SendAsync(2);
        rig.Time.Advance(TimeSpan.FromMilliseconds(30));
        await rig.SendAsync(3);
        rig.Time.Advance(TimeSpan.FromMilliseconds(20) - TimeSpan.FromTicks(1));
        Assert.Equal(1, rig.Collector.InFlight);

        rig.Time.Advance(TimeSpan.FromTicks(1));

        ScriptedAttempt second = await rig.Collector.AttemptAsync(2);
        Assert.Equal([2, 3], second.Numbers);
        Assert.Equal(TimeSpan.FromMilliseconds(50), second.At);
    }

    [Fact]
    public async Task InFlight_WhereTimersComeLaterThanTheLinger_AreSentWithoutATimer()
    {
        await using var rig = new DeliveryRig(timersComeLateBy: TimeSpan.FromMilliseconds(15));
        rig.Collector.KeepOpen();
        for (int number = 1; number < 40; number += 2)
        {
            // One that is sent at once, and one that lingers beside it.
            await rig.SendAsync(number);
            ScriptedAttempt first = await rig.Collector.AttemptAsync(number);
            await rig.SendAsync(number + 1);
            if (rig.Time.NextDue is not { } due || due > TimeSpan.FromSeconds(1))
            {
                // The emitter has set no timer for it, and it is sent though the clock stands still.
                Assert.True(number > 1, "Before any timer was late, the emitter cannot know it.");
                ScriptedAttempt second = await rig.Collector.AttemptAsync(number + 1);
                Assert.Equal([number + 1], second.Numbers);
                Assert.Equal(first.At, second.At);
                return;
            }

            rig.Time.Advance(TimeSpan.FromMilliseconds(70));
            (await rig.Collector.AttemptAsync(number + 1)).Answer(200);
            first.Answer(200);
            await rig.IdleAsync();
        }

        Assert.Fail("The emitter has not learned that timers come late.");
    }

    [Fact]
    public async Task InFlight_WhereTimersComeInTime_LingerForTheirTime()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        first.Answer(200);
        await rig.IdleAsync();
        await rig.SendAsync(2);
        await rig.Collector.AttemptAsync(2);
        await rig.SendAsync(3);

        rig.Time.Advance(TimeSpan.FromMilliseconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal(1, rig.Collector.InFlight);
        rig.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(TimeSpan.FromMilliseconds(15), (await rig.Collector.AttemptAsync(3)).At);
    }

    [Fact]
    public async Task InFlight_EventsGather_UntilTheAnswer()
    {
        await using var rig = new DeliveryRig(options => options.Linger = TimeSpan.FromMinutes(1));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        await rig.SendAsync(2);
        await rig.SendAsync(3);

        first.Answer(200);

        Assert.Equal([2, 3], (await rig.Collector.AttemptAsync(2)).Numbers);
    }

    [Fact]
    public async Task InFlight_ABatchFullByCount_IsSentAtOnce()
    {
        await using var rig = new DeliveryRig(options => (options.Linger, options.MaxBatchEvents) = (TimeSpan.FromMinutes(1), 3));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        await rig.Collector.AttemptAsync(1);

        await rig.SendAsync(2);
        await rig.SendAsync(3);
        Assert.Single(rig.Collector.Attempts);
        await rig.SendAsync(4);

        Assert.Equal([2, 3, 4], (await rig.Collector.AttemptAsync(2)).Numbers);
    }

    [Fact]
    public async Task InFlight_ABatchFullByBytes_IsSentAtOnce()
    {
        await using var rig = new DeliveryRig(options => (options.Linger, options.MaxBatchBytes) = (TimeSpan.FromMinutes(1), 2000));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        await rig.Collector.AttemptAsync(1);

        await rig.SendAsync([TestEvents.OfBody(2, 1900)]);
        Assert.Single(rig.Collector.Attempts);
        await rig.SendAsync(3);

        Assert.Equal([2], (await rig.Collector.AttemptAsync(2)).Numbers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task InFlight_Requests_AreNeverMoreThanAllowed(int allowed)
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (allowed, 1));
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(20));
        await rig.Collector.AttemptAsync(allowed);

        for (int number = 1; number <= 20; number++)
        {
            (await rig.Collector.AttemptAsync(number)).Answer(200);
        }

        await scope.Completion.Within();
        Assert.Equal(allowed, rig.Collector.MaxInFlight);
    }

    [Fact]
    public async Task InFlight_WhileABatchWaitsAndAnswersAreGood_GrowsToTheBound()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (5, 1));
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(40));

        for (int number = 1; number <= 40; number++)
        {
            (await rig.Collector.AttemptAsync(number)).Answer(200);

            // Two requests follow each of the first answers: one in its place, and one that the window has grown by.
            await rig.Collector.AttemptAsync(Math.Min(40, number <= 3 ? 2 * (number + 1) : number + 5));
        }

        await scope.Completion.Within();
        await rig.IdleAsync();
        Assert.Equal(5, rig.Collector.MaxInFlight);
        Assert.Equal(5, rig.Metrics.Sum("s3snowplow.collector.window"));
        Assert.Equal(5, rig.Metrics.Sum("s3snowplow.collector.window.limit"));
    }

    [Fact]
    public async Task InFlight_InAnOutage_IsAWindowOfOneAndNoneOnceClosed()
    {
        await using var rig = new DeliveryRig(options => options.MaxBatchEvents = 1);
        rig.Collector.AnswerWith(503);
        await rig.SendAsync(TestEvents.Numbered(5));
        await rig.IdleAsync();

        Assert.Equal(1, rig.Metrics.Sum("s3snowplow.collector.window"));
        Assert.Equal(16, rig.Metrics.Sum("s3snowplow.collector.window.limit"));

        rig.Collector.AnswerWith(200);
        await rig.PassAsync(TimeSpan.FromMinutes(1), () => rig.Statistics.Pending == 0);
        await rig.IdleAsync();
        Assert.InRange(rig.Metrics.Sum("s3snowplow.collector.window"), 2, 16);
        await rig.Emitter.DisposeAsync();
        Assert.Equal(0, rig.Metrics.Sum("s3snowplow.collector.window"));
        Assert.Equal(0, rig.Metrics.Sum("s3snowplow.collector.window.limit"));
    }

    [Fact]
    public async Task InFlight_OnceAnswerTimesAreKnown_EventsLingerForAPartOfThem()
    {
        await using var rig = new DeliveryRig(options => options.Linger = TimeSpan.FromMinutes(1));
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(50));
        first.Answer(200);
        await rig.IdleAsync();
        await rig.SendAsync(2);
        await rig.Collector.AttemptAsync(2);
        await rig.SendAsync(3);

        rig.Time.Advance(TimeSpan.FromMilliseconds(25) - TimeSpan.FromTicks(1));
        Assert.Equal(2, rig.Collector.Attempts.Count);
        rig.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal([3], (await rig.Collector.AttemptAsync(3)).Numbers);
    }

    [Fact]
    public async Task Body_FilledToTheLastByte_IsOneRequestAndAByteMoreAreTwo()
    {
        SnowplowEvent[] events = [TestEvents.Of(1, 100), TestEvents.Of(2, 200), TestEvents.Of(3, 300)];
        int exact = TestEvents.BodyBytes(events);
        await using var fits = new DeliveryRig(options => options.MaxBatchBytes = exact);
        await using var exceeds = new DeliveryRig(options => options.MaxBatchBytes = exact - 1);

        await (await fits.SendAsync(events)).Completion.Within();
        await (await exceeds.SendAsync(events)).Completion.Within();

        Assert.Equal(exact, Assert.Single(fits.Collector.Attempts).Body.Length);
        Assert.Equal(2, exceeds.Collector.Attempts.Count);
        Assert.All(exceeds.Collector.Attempts, attempt => Assert.InRange(attempt.Body.Length, 1, exact - 1));
    }

    [Fact]
    public async Task Event_BetweenBatchAndEventLimit_IsSentAlone()
    {
        await using var rig = new DeliveryRig(options => (options.MaxBatchBytes, options.MaxEventBytes) = (2000, 5000));

        DeliveryScope scope = await rig.SendAsync([TestEvents.Of(1), TestEvents.OfBody(2, 5000), TestEvents.Of(3)]);
        await scope.Completion.Within();

        Assert.Equal([[1], [2], [3]], rig.Collector.Attempts.Select(attempt => attempt.Numbers.ToArray()).OrderBy(numbers => numbers[0]));
        Assert.Equal(5000, rig.Collector.Attempts.Max(attempt => attempt.Body.Length));
    }

    [Fact]
    public async Task Event_AByteOverTheLimit_IsRejectedUnsentWithItsSize()
    {
        await using var rig = new DeliveryRig(options => options.MaxEventBytes = 5000);

        DeliveryScope scope = await rig.SendAsync([TestEvents.Of(1), TestEvents.OfBody(2, 5001), TestEvents.Of(3)]);
        await scope.Completion.Within();

        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Rejected, DeliveryOutcome.Delivered], scope.Outcomes.Select(outcome => outcome.Outcome));
        Assert.Contains("5001 bytes", scope.Outcomes[1].Text, StringComparison.Ordinal);
        Assert.Contains("allows 5000", scope.Outcomes[1].Text, StringComparison.Ordinal);
        Assert.Equal([1, 3], rig.Collector.Attempts.SelectMany(attempt => attempt.Numbers).Order());
        Assert.Single(rig.Logged(1010));
    }

    [Fact]
    public async Task Body_OverManyRandomSizes_IsNeverOverTheLimit()
    {
        var random = new Random(7);
        await using var rig = new DeliveryRig(options => options.MaxBatchBytes = 4000);
        SnowplowEvent[] events = [.. Enumerable.Range(1, 2000).Select(number => TestEvents.Of(number, random.Next(0, 3300)))];

        await (await rig.SendAsync(events)).Completion.Within();

        Assert.Equal(Enumerable.Range(1, 2000), rig.Collector.Attempts.SelectMany(attempt => attempt.Numbers).Order());
        Assert.All(rig.Collector.Attempts, attempt => Assert.InRange(attempt.Body.Length, 1, 4000));
    }

    [Fact]
    public async Task Options_ChangedAfterwards_ChangeNothing()
    {
        DeliveryOptions? kept = null;
        await using var rig = new DeliveryRig(options => kept = options);
        kept!.MaxBatchEvents = 1;
        kept.QueueCapacity = 1;

        await (await rig.SendAsync(TestEvents.Numbered(10))).Completion.Within();

        Assert.Single(rig.Collector.Attempts);
    }
}
