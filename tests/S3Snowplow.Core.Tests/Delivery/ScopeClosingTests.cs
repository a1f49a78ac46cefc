using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>What the emitter does with the events of a scope that closes.</summary>
public sealed class ScopeClosingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Deadline_InFlight_AbandonsAtOnceAndCancelsTheRequest()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3), Second);
        ScriptedAttempt attempt = await rig.Collector.AttemptAsync(1);

        rig.Time.Advance(Second);

        Assert.True(scope.Completion.IsCompleted);
        Assert.Equal(new EmitterStatistics(3, 0, 0, 0, 3, 0, 0), rig.Statistics);
        await Patience.UntilAsync(() => attempt.Cancellation.IsCancellationRequested, "the request to be called off");
        await rig.IdleAsync();
        Assert.Equal((0, 0), rig.Held);
        Assert.Equal(EmitterState.Sending, rig.Emitter.State);
    }

    [Fact]
    public async Task Deadline_OfOneOfTwoScopesInARequest_LeavesTheOtherToBeDelivered()
    {
        await using var rig = new DeliveryRig(options => options.MaxConcurrentRequests = 1);
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        DeliveryScope hasty = await rig.SendAsync(TestEvents.Numbered(2, 2), Second);
        DeliveryScope patient = await rig.SendAsync(TestEvents.Numbered(2, 4));
        first.Answer(200);
        ScriptedAttempt shared = await rig.Collector.AttemptAsync(2);
        Assert.Equal([2, 3, 4, 5], shared.Numbers);

        rig.Time.Advance(Second);
        Assert.All(hasty.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Abandoned, outcome.Outcome));
        await Patience.UntilAsync(() => rig.Emitter.Statistics.Abandoned == 2 && rig.Held.Events == 2, "the sweep");
        Assert.False(shared.Cancellation.IsCancellationRequested);
        shared.Answer(200);
        await patient.Completion.Within();

        Assert.All(patient.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        Assert.All(hasty.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Abandoned, outcome.Outcome));
        Assert.Equal(new EmitterStatistics(5, 3, 0, 0, 2, 0, 2), rig.Statistics);
        Assert.Equal(2, rig.Metrics.Sum("s3snowplow.events.late"));
    }

    [Fact]
    public async Task Abandon_OfTheLastOpenScope_CancelsOnlyThen()
    {
        await using var rig = new DeliveryRig(options => options.MaxConcurrentRequests = 1);
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        DeliveryScope one = await rig.SendAsync(2);
        DeliveryScope other = await rig.SendAsync(3);
        first.Answer(200);
        ScriptedAttempt shared = await rig.Collector.AttemptAsync(2);

        one.Abandon(OutcomeReason.Cancelled);
        await Patience.UntilAsync(() => rig.Held.Events == 1, "the sweep");
        Assert.False(shared.Cancellation.IsCancellationRequested);
        other.Abandon(OutcomeReason.Cancelled);

        await Patience.UntilAsync(() => shared.Cancellation.IsCancellationRequested, "the request to be called off");
    }

    [Fact]
    public async Task Retry_AfterAScopeClosed_SendsOnlyTheOthers()
    {
        await using var rig = new DeliveryRig(options => options.MaxConcurrentRequests = 1);
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        DeliveryScope closing = await rig.SendAsync(TestEvents.Numbered(5, 10));
        DeliveryScope staying = await rig.SendAsync(TestEvents.Numbered(5, 20));
        first.Answer(200);
        (await rig.Collector.AttemptAsync(2)).Answer(503);
        await rig.IdleAsync();

        closing.Abandon(OutcomeReason.Cancelled);
        rig.Collector.AnswerWith(200);
        await rig.PassAsync(TimeSpan.FromMinutes(1), () => staying.Completion.IsCompleted);

        Assert.Equal([20, 21, 22, 23, 24], rig.Collector.Attempts[2].Numbers);
        Assert.Equal(5, rig.Collector.Attempts[2].Announced);
        Assert.Equal(6, rig.Statistics.Delivered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempt_AfterScopesClosedUnswept_HasNoneOfTheirEvents(bool oneStays)
    {
        // The jitter is asked for under the emitter's lock, between an answer and the next attempt: no sweep can come in between.
        List<DeliveryScope> closing = [];
        await using var rig = new DeliveryRig(
            options => options.MaxConcurrentRequests = 1,
            () =>
            {
                closing.ForEach(scope => scope.Abandon(OutcomeReason.Cancelled));
                return 0;
            });
        rig.Collector.KeepOpen();
        closing.Add(await rig.SendAsync(1));
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        closing.AddRange([await rig.SendAsync(2), await rig.SendAsync(3)]);
        DeliveryScope? staying = oneStays ? await rig.SendAsync(4) : null;
        rig.Collector.AnswerWith(200);

        first.Answer(503);
        await (staying?.Completion.Within() ?? Task.CompletedTask);
        await Patience.UntilAsync(() => rig.Held.Events == 0, "the sweep");
        await rig.IdleAsync();

        Assert.Equal(oneStays ? [[1], [4]] : [[1]], rig.Collector.Attempts.Select(attempt => attempt.Numbers.ToArray()));
        Assert.Equal(new EmitterStatistics(oneStays ? 4 : 3, oneStays ? 1 : 0, 0, 0, 3, 0, 0), rig.Statistics);
    }

    [Fact]
    public async Task Enqueue_InAClosedScope_IsAcceptedAsAbandonedAndLogged()
    {
        await using var rig = new DeliveryRig();

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3), TimeSpan.Zero);

        Assert.True(scope.Completion.IsCompleted);
        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Abandoned, outcome.Outcome));
        Assert.Empty(rig.Collector.Attempts);
        Assert.Equal(3, Assert.Single(rig.Logged(1012)).State["Count"]);
    }

    [Fact]
    public async Task Enqueue_InASealedScope_ThrowsAndAcceptsNothing()
    {
        await using var rig = new DeliveryRig();
        DeliveryScope scope = rig.Scope();
        scope.Seal();

        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Emitter.EnqueueAsync(TestEvents.Of(1), scope).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Emitter.EnqueueAsync(TestEvents.Numbered(2), scope).AsTask());

        Assert.Equal(default, rig.Statistics);
        await rig.SendAsync(1);
    }

    [Fact]
    public async Task Dispose_WithEventsEverywhere_AbandonsThemAndRefusesMore()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.QueueCapacity, options.MaxBatchEvents) = (1, 3, 1));
        rig.Collector.KeepOpen();
        DeliveryScope held = await rig.SendAsync(TestEvents.Numbered(3));
        await rig.Collector.AttemptAsync(1);
        DeliveryScope outside = rig.Scope();
        Task waiting = rig.Emitter.EnqueueAsync(TestEvents.Of(4), outside).AsTask();

        rig.Close();

        Assert.True(held.Completion.IsCompleted);
        Assert.All(held.Outcomes, outcome => Assert.Equal(EventOutcome.Abandoned(OutcomeReason.EmitterClosed), outcome));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Equal(0, outside.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Emitter.EnqueueAsync(TestEvents.Of(5), outside).AsTask());
        Assert.Equal(EmitterState.Closed, rig.Emitter.State);
        Assert.Equal(new FlushResult(0, new EmitterStatistics(3, 0, 0, 0, 3, 0, 0)), await rig.Emitter.FlushAsync(Timeout.InfiniteTimeSpan).Within());
        await rig.Emitter.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task DisposeAsync_DrainsFirst()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number > 1 ? Answers.Ok : Answers.Status(503);
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(5));
        await rig.IdleAsync();

        Task disposed = rig.Emitter.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        await rig.PassAsync(Second, () => scope.Completion.IsCompleted);

        await disposed.Within();
        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        await Patience.UntilAsync(() => rig.Time.ActiveTimers == 0, "the last timer to be disposed of");
    }
}
