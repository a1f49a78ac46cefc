using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>An emitter that is full makes its callers wait, in order.</summary>
public sealed class RoomTests
{
    [Fact]
    public async Task Full_ByCount_CallersWaitAndAreServedInOrder()
    {
        await using var rig = new DeliveryRig(Small);
        DeliveryScope scope = await FillAsync(rig);

        Task[] waiting = [.. Enumerable.Range(3, 4).Select(number => rig.Emitter.EnqueueAsync(TestEvents.Of(number), scope).AsTask())];
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        Assert.Equal(2, rig.Statistics.Accepted);
        for (int number = 1; number <= 4; number++)
        {
            (await rig.Collector.AttemptAsync(number)).Answer(200);
            await waiting[number - 1].Within();
            Assert.DoesNotContain(waiting.Skip(number), task => task.IsCompleted);
        }

        rig.Collector.AnswerWith(200);
        (await rig.Collector.AttemptAsync(5)).Answer(200);
        scope.Seal();
        await scope.Completion.Within();
        Assert.Equal([1, 2, 3, 4, 5, 6], rig.Collector.Attempts.SelectMany(attempt => attempt.Numbers));
    }

    [Fact]
    public async Task Full_ByBytes_CallersWait()
    {
        SnowplowEvent large = TestEvents.OfBody(1, 10_000);
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxEventBytes, options.QueueCapacityBytes) = (1, 10_000, TestEvents.HeldBytes(large, large) - 1));
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync([large]);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);

        Task<DeliveryScope> second = rig.SendAsync([TestEvents.OfBody(2, 10_000)]);
        Assert.False(second.IsCompleted);
        Assert.Equal((1, TestEvents.HeldBytes(large)), rig.Held);
        first.Answer(200);

        await second.Within();
        await scope.Completion.Within();
    }

    [Fact]
    public async Task Waiting_Cancelled_IsNotAcceptedAndChangesNoBook()
    {
        await using var rig = new DeliveryRig(Small);
        await FillAsync(rig);
        using var source = new CancellationTokenSource();
        DeliveryScope scope = rig.Scope();

        Task waiting = rig.Emitter.EnqueueAsync(TestEvents.Of(3), scope, source.Token).AsTask();
        EmitterStatistics before = rig.Statistics;
        await source.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Equal(before, rig.Statistics);
        Assert.Equal(0, scope.Count);
    }

    [Fact]
    public async Task Waiting_CancelledFirstInLine_LetsThoseBehindPassWhereTheyFit()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxEventBytes, options.QueueCapacityBytes) = (1, 10_000, 12_000));
        rig.Collector.KeepOpen();
        await rig.SendAsync([TestEvents.OfBody(1, 9000)]);
        await rig.Collector.AttemptAsync(1);
        using var source = new CancellationTokenSource();
        Task large = rig.Emitter.EnqueueAsync(TestEvents.OfBody(2, 9000), rig.Scope(), source.Token).AsTask();
        Task<DeliveryScope> small = rig.SendAsync(3);
        Assert.False(small.IsCompleted);

        await source.CancelAsync();

        await small.Within();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
    }

    [Fact]
    public async Task Waiting_ItsScopeCloses_ReturnsAtOnceWhereverInTheLine()
    {
        await using var rig = new DeliveryRig(Small);
        await FillAsync(rig);
        Task<DeliveryScope> first = rig.SendAsync(3);
        DeliveryScope closing = rig.Scope(TimeSpan.FromSeconds(1));
        Task second = rig.Emitter.EnqueueAsync(TestEvents.Numbered(5, 10), closing).AsTask();
        Task<DeliveryScope> third = rig.SendAsync(4);

        rig.Time.Advance(TimeSpan.FromSeconds(1));

        await second.Within();
        Assert.Equal(5, closing.Count);
        Assert.All(closing.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Abandoned, outcome.Outcome));
        Assert.False(first.IsCompleted);
        Assert.False(third.IsCompleted);
        rig.Collector.AnswerWith(200);
        (await rig.Collector.AttemptAsync(1)).Answer(200);
        await first.Within();
        await third.Within();
    }

    [Fact]
    public async Task Waiting_ItsScopeIsSealed_IsRefusedAndHarmsNobody()
    {
        await using var rig = new DeliveryRig(Small);
        await FillAsync(rig);
        DeliveryScope careless = rig.Scope();
        Task refused = rig.Emitter.EnqueueAsync(TestEvents.Numbered(2, 10), careless).AsTask();
        Task<DeliveryScope> behind = rig.SendAsync(3);

        careless.Seal();
        rig.Collector.AnswerWith(200);
        (await rig.Collector.AttemptAsync(1)).Answer(200);

        await Assert.ThrowsAsync<InvalidOperationException>(() => refused.Within());
        await (await behind.Within()).Completion.Within();
        Assert.Equal(3, rig.Statistics.Delivered);
    }

    [Fact]
    public async Task Waiting_WhileEventsExpire_IsServedWithTheirRoom()
    {
        // No jitter: the next attempt is due at once, so that nothing but the expiry happens at its time.
        await using var rig = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents, options.RetryBudget) = (1, 1, TimeSpan.FromMinutes(1)), () => 0);
        rig.Collector.KeepOpen();
        DeliveryScope expiring = await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        Task<DeliveryScope> waiting = rig.SendAsync(2);
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        first.Answer(503);

        await waiting.Within();
        Assert.Equal(DeliveryOutcome.Expired, expiring.Outcomes[0].Outcome);
    }

    [Fact]
    public async Task Waiting_AListThatTheCallerUsesAgain_IsTakenAsItWas()
    {
        await using var rig = new DeliveryRig(Small);
        DeliveryScope scope = await FillAsync(rig);
        List<SnowplowEvent> list = [.. TestEvents.Numbered(2, 10)];
        Task waiting = rig.Emitter.EnqueueAsync(list, scope).AsTask();

        list.Clear();
        rig.Collector.AnswerWith(200);
        (await rig.Collector.AttemptAsync(1)).Answer(200);

        await waiting.Within();
        scope.Seal();
        await scope.Completion.Within();
        Assert.Equal([1, 2, 10, 11], rig.Collector.Attempts.SelectMany(attempt => attempt.Numbers).Order());
    }

    [Fact]
    public async Task Enqueue_AListWithANull_AcceptsNothing()
    {
        await using var rig = new DeliveryRig();
        DeliveryScope scope = rig.Scope();

        await Assert.ThrowsAsync<ArgumentNullException>(() => rig.Emitter.EnqueueAsync([TestEvents.Of(1), null!], scope).AsTask());

        Assert.Equal(0, scope.Count);
        Assert.Equal(default, rig.Statistics);
    }

    [Fact]
    public async Task Stalled_CallersThatComeAndGo_LeaveNothingBehind()
    {
        await using var rig = new DeliveryRig(Small);
        DeliveryScope scope = await FillAsync(rig);

        // First in line, and patient: those behind it come and go.
        Task patient = rig.Emitter.EnqueueAsync(TestEvents.Of(3), scope).AsTask();
        WeakReference[] gone = [.. Enumerable.Range(0, 100).Select(number => ComeAndGo(rig, number))];

        await Patience.UntilAsync(
            () =>
            {
                GC.Collect();
                return gone.Count(reference => reference.IsAlive) <= 1;
            },
            "the events of callers that have gone to be collected");
        Assert.False(patient.IsCompleted);
        Assert.Equal(2, rig.Held.Events);
    }

    private static WeakReference ComeAndGo(DeliveryRig rig, int number)
    {
        SnowplowEvent snowplowEvent = TestEvents.Of(1000 + number);
        using var source = new CancellationTokenSource();
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, rig.Time);
        Task waiting = rig.Emitter.EnqueueAsync(snowplowEvent, scope, source.Token).AsTask();
        source.Cancel();
        Assert.True(waiting.IsCanceled || !waiting.IsCompletedSuccessfully);
        return new WeakReference(snowplowEvent);
    }

    private static void Small(DeliveryOptions options) =>
        (options.QueueCapacity, options.MaxBatchEvents, options.MaxConcurrentRequests, options.Linger) = (2, 1, 1, TimeSpan.Zero);

    private static async Task<DeliveryScope> FillAsync(DeliveryRig rig)
    {
        rig.Collector.KeepOpen();
        DeliveryScope scope = rig.Scope();
        await rig.Emitter.EnqueueAsync(TestEvents.Numbered(2), scope);
        await rig.Collector.AttemptAsync(1);
        return scope;
    }
}
