using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Capacity.Tests.Monitoring;
using S3Snowplow.Delivery;
using S3Snowplow.Events;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Evaluations;

public sealed class ThroughputEvaluationTests
{
    [Fact]
    public void Defaults_AreThese()
    {
        var options = new ThroughputEvaluationOptions();

        Assert.Empty(options.Validate());
        Assert.Equal(
            ["00:05:00", "00:15:00", "1.00:00:00", "30.00:00:00", "00:01:00", "00:00:30", "00:00:10"],
            new[] { options.EvaluationDelay, options.HeartbeatInterval, options.Lookback, options.IncidentLookback, options.Interval, options.DeliveryTimeout, options.AlertPatience }.Select(time => time.ToString()));
    }

    [Fact]
    public async Task New_WrongSettings_NamesThemAll()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();

        ArgumentException refused = Assert.Throws<ArgumentException>(() => rig.Evaluation(new ThroughputEvaluationOptions
        {
            EvaluationDelay = TimeSpan.FromHours(2),
            HeartbeatInterval = TimeSpan.Zero,
            IncidentLookback = TimeSpan.FromHours(1),
        }));

        Assert.Contains("EvaluationDelay is 02:00:00; 00:00:00 to 01:00:00 is allowed.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("HeartbeatInterval is 00:00:00", refused.Message, StringComparison.Ordinal);
        Assert.Contains("IncidentLookback is 01:00:00 and Lookback 1.00:00:00", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "it has to be longer than the longest window or MaxLateness and two HeartbeatIntervals together",
            Assert.Single(new ThroughputEvaluationOptions { Lookback = TimeSpan.FromMinutes(80) }.Validate()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ALoadAboveTheCapacity_IsToldOnceAndRecoversOnce()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();

        List<ThroughputTransition> told = [.. await rig.PassAsync(evaluation, 90, 2), .. await rig.PassAsync(evaluation, 240)];

        Assert.Equal([ThroughputState.Exceeded, ThroughputState.Recovered], told.Select(one => one.State));
        Assert.Equal(told[0].IncidentId, told[1].IncidentId);
        Assert.Equal(told.Select(one => new CapacityEvents().Transition(one).Id), rig.Emitter.Events.Select(one => one.Event.Id));
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Run_EachOfAnInstanceOfItsOwn_TellsWhatOneInstanceTells()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        List<ThroughputTransition> told = [];
        for (int i = 0; i < 30; i++)
        {
            await rig.PassAsync(null, 10, i < 9 ? 2 : null);
            told.AddRange((await rig.Evaluation().RunOnceAsync()).Transitions);
        }

        Assert.Equal([ThroughputState.Exceeded, ThroughputState.Recovered], told.Select(one => one.State));
    }

    [Fact]
    public async Task Run_OfAnInstanceThatRemembers_ReadsWhatIsNewAndTheWindow()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();
        await rig.PassAsync(evaluation, 120, 1);
        rig.Cluster.Reset();

        await rig.PassAsync(evaluation, 1, 1);

        (_, _, string body) = rig.Cluster.Requests.Single(request => request.Path.EndsWith("/_search", StringComparison.Ordinal));
        Assert.Equal(61, body.Split("\"key\":\"").Length - 1);
    }

    [Fact]
    public async Task Run_AfterManyThatWereMissed_TellsWhatWasMissed()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();
        await rig.PassAsync(evaluation, 30, 1);
        await rig.PassAsync(null, 90, 2);
        await rig.PassAsync(null, 300);

        List<ThroughputTransition> told = await rig.PassAsync(evaluation, 1);

        Assert.Equal([ThroughputState.Exceeded, ThroughputState.Recovered], told.Select(one => one.State));
    }

    [Fact]
    public async Task Run_AnEventThatWasNotDelivered_IsToldAgainAndItsAlertIsNot()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        var channel = new RecordingChannel();
        await using var alerts = new AlertDispatcher([channel], timeProvider: rig.Time);
        rig.Change();
        await rig.PassAsync(null, 90, 2);
        ThroughputEvaluation evaluation = rig.Evaluation(alerts: alerts);
        rig.Outcome = _ => EventOutcome.Expired("the collector is away");

        EvaluationResult failed = await evaluation.RunOnceAsync();
        rig.Outcome = _ => EventOutcome.Delivered;
        EvaluationResult delivered = await evaluation.RunOnceAsync();
        EvaluationResult after = await evaluation.RunOnceAsync();

        Assert.Equal("1 of 1 events throughput_exceeded were not delivered; the first is Expired: the collector is away", failed.Problem);
        Assert.Empty(failed.Transitions);
        Assert.Equal(ThroughputState.Exceeded, Assert.Single(delivered.Transitions).State);
        Assert.Empty(after.Transitions);
        Assert.Single(rig.Emitter.Events.Select(one => one.Event.Id).Distinct());
        await channel.WaitForAsync(1);
        Assert.Single(channel.Alerts);
        Assert.Contains(rig.Logs.Entries, entry => entry.EventId.Id == 4043);
    }

    [Fact]
    public async Task Run_AlertsComeFirst_SoThatAnEndBetweenLosesNone()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        List<string> order = [];
        var channel = new RecordingChannel { Send = _ => Note("alert") };
        await using var alerts = new AlertDispatcher([channel], timeProvider: rig.Time);
        rig.Outcome = _ =>
        {
            lock (order)
            {
                order.Add("event");
            }

            return EventOutcome.Delivered;
        };
        rig.Change();
        await rig.PassAsync(null, 90, 2);

        EvaluationResult result = await rig.Evaluation(alerts: alerts).RunOnceAsync();

        Assert.Equal(0, result.UntoldAlerts);
        Assert.Equal(["alert", "event"], order);

        Task Note(string what)
        {
            lock (order)
            {
                order.Add(what);
            }

            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Run_AChannelThatHangs_HoldsUpTheEventForItsPatienceOnly()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = new RecordingChannel { Send = _ => release.Task };
        await using var alerts = new AlertDispatcher([channel], new AlertOptions { AttemptTimeout = TimeSpan.FromHours(1) }, rig.Time);
        rig.Change();
        await rig.PassAsync(null, 90, 2);
        ThroughputEvaluation evaluation = rig.Evaluation(alerts: alerts);

        Task<EvaluationResult> run = evaluation.RunOnceAsync();
        await channel.WaitForAsync(1);

        // The attempt's own time limit, and the evaluation's patience.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await rig.Time.WaitForTimersAsync(2, limit.Token);
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        EvaluationResult result = await run;

        Assert.Equal((1, 1), (result.Transitions.Count, result.UntoldAlerts));
        release.SetResult();
    }

    [Fact]
    public async Task Run_WhileEverythingIsDown_HoldsAnIncidentAndRaisesNone()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();
        Assert.Equal([ThroughputState.Exceeded], (await rig.PassAsync(evaluation, 90, 2)).Select(one => one.State));

        // Neither objects nor heartbeats: the relay, the collector or the loader is down.
        Assert.Empty(await rig.PassAsync(evaluation, 300, isAlive: false));
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4041);

        // It speaks again, and only what is known from then on counts.
        Assert.Empty(await rig.PassAsync(evaluation, 40));
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4002);
        Assert.Equal([ThroughputState.Recovered], (await rig.PassAsync(evaluation, 240)).Select(one => one.State));
    }

    [Fact]
    public async Task Run_WhatIsIndexedLate_NeitherRecoversNorIsLost()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();
        await rig.PassAsync(evaluation, 90, 2);

        // The loader stands still for two hours in which as much comes in as before: then it catches up.
        Assert.Empty(await rig.PassAsync(evaluation, 120, isAlive: false));
        DateTimeOffset since = rig.Now - TimeSpan.FromMinutes(120);
        for (int minute = 0; minute < 120; minute++)
        {
            rig.Arrive(2, at: since.AddMinutes(minute));
        }

        Assert.Empty(await rig.PassAsync(evaluation, 10, 1));
        ThroughputTransition recovered = Assert.Single(await rig.PassAsync(evaluation, 600));

        // 90 and 120 minutes at twice the capacity, and 10 at it: 210 minutes to work off, less the half hour that may be left, and a quarter of an hour to be sure.
        Assert.Equal(ThroughputState.Recovered, recovered.State);
        Assert.InRange((recovered.Time - since).TotalMinutes, 130 + 180 + 15, 130 + 180 + 15 + 3);
    }

    [Fact]
    public async Task Run_AQuietNight_RaisesNothingAndIsKnownToBeQuiet()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();

        Assert.Empty(await rig.PassAsync(evaluation, 480));
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal([ThroughputState.Exceeded], (await rig.PassAsync(evaluation, 60, 3)).Select(one => one.State));
    }

    [Theory]
    [InlineData("shards")]
    [InlineData("time")]
    [InlineData("throttle")]
    public async Task Run_OfWhichAPartIsMissing_JudgesNothingAndIsMadeUpFor(string fault)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation evaluation = rig.Evaluation();
        await rig.PassAsync(evaluation, 30, 1);
        await rig.PassAsync(null, 90, 2);
        rig.Cluster.Fail(fault switch
        {
            "shards" => LocalElasticsearchFault.LoseShards("snowplow-2026.01.01"),
            "time" => LocalElasticsearchFault.TimeOut(),
            _ => LocalElasticsearchFault.Throttle(),
        });

        EvaluationResult failed = await evaluation.RunOnceAsync();
        EvaluationResult next = await evaluation.RunOnceAsync();

        Assert.Equal((0, 0), (failed.Pipelines, failed.Transitions.Count));
        Assert.NotNull(failed.Problem);
        Assert.Contains(rig.Logs.Entries, entry => entry.EventId.Id == 4040);
        Assert.Equal(ThroughputState.Exceeded, Assert.Single(next.Transitions).State);
    }

    [Fact]
    public async Task Run_AnIncidentThatIsOpenForLongerThanTheLookback_IsNotBegunAnew()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        var options = new ThroughputEvaluationOptions { Lookback = TimeSpan.FromHours(3) };
        rig.Change();
        ThroughputTransition exceeded = Assert.Single(await rig.PassAsync(rig.Evaluation(options), 90, 2));
        await rig.PassAsync(null, 360, 2);

        Assert.Empty((await rig.Evaluation(options).RunOnceAsync()).Transitions);

        await rig.PassAsync(null, 720);
        ThroughputTransition recovered = Assert.Single((await rig.Evaluation(options).RunOnceAsync()).Transitions);
        Assert.Equal((ThroughputState.Recovered, exceeded.IncidentId), (recovered.State, recovered.IncidentId));
    }

    [Fact]
    public async Task Run_WhatAnotherInstanceTold_IsNotToldAgain()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        ThroughputEvaluation one = rig.Evaluation();
        ThroughputEvaluation other = rig.Evaluation();
        await rig.PassAsync(one, 30, 1);
        await other.RunOnceAsync();
        Assert.Single(await rig.PassAsync(other, 90, 2));

        Assert.Empty((await one.RunOnceAsync()).Transitions);
        Assert.Single(await rig.PassAsync(one, 240));
        Assert.Empty((await other.RunOnceAsync()).Transitions);
    }

    [Fact]
    public async Task Run_WithoutACapacity_SaysSoOnceAndRaisesNothing()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        ThroughputEvaluation evaluation = rig.Evaluation();

        Assert.Empty(await rig.PassAsync(evaluation, 90, 1_000_000, isAlive: false));

        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4042);
    }

    [Fact]
    public async Task Run_WithoutObjects_SaysOnceWhereToLook()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        await rig.PassAsync(rig.Evaluation(), 60);

        Assert.Contains("EventSchema", Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4044).Message, StringComparison.Ordinal);

        // One that begins when there are some has nothing to say.
        await rig.PassAsync(evaluation: null, 10, 1);
        await rig.PassAsync(rig.Evaluation(), 10, 1);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4044);
    }

    [Fact]
    public async Task Run_ManyPipelines_AreJudgedEachByItself()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { PageSize = 2 });
        string[] names = ["a", "b", "c", "d", "e"];
        for (int minute = 0; minute < 90; minute++)
        {
            foreach (string name in names)
            {
                if (minute % 15 == 0)
                {
                    rig.Heartbeat(pipeline: name);
                }

                rig.Arrive(name is "b" or "e" ? 3 : 1, name);
            }

            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        EvaluationResult result = await rig.Evaluation().RunOnceAsync();

        Assert.Equal(5, result.Pipelines);
        Assert.Equal(["b", "e"], result.Transitions.Select(one => one.Pipeline).Order());
    }

    [Fact]
    public async Task RunAsync_UntilItIsCancelled_RunsAtItsInterval()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        await rig.PassAsync(null, 90, 2);
        using var stopping = new CancellationTokenSource();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);

        Task running = rig.Evaluation().RunAsync(stopping.Token);
        await rig.Emitter.WaitForAsync(1, limit.Token);
        await rig.Time.WaitForTimersAsync(1, limit.Token);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.Time.WaitForTimersAsync(1, limit.Token);
        await stopping.CancelAsync();
        await running;

        Assert.Single(rig.Emitter.Events);
    }
}
