using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>When a process may be frozen: no request is under way that holds only events of closed scopes.</summary>
public sealed class QuietTests
{
    [Fact]
    public async Task WhenQuiet_NothingUnderWayOrOpenScopesOnly_IsComplete()
    {
        await using var rig = new DeliveryRig();
        Assert.True(rig.Emitter.WhenQuietAsync().IsCompleted);

        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        await rig.Collector.AttemptAsync(1);

        Assert.True(rig.Emitter.WhenQuietAsync().IsCompleted);
    }

    [Fact]
    public async Task WhenQuiet_RightAfterAScopeClosed_WaitsUntilItsRequestHasEnded()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.IsDeaf = true;
        rig.Collector.KeepOpen();
        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3));
        ScriptedAttempt attempt = await rig.Collector.AttemptAsync(1);

        scope.Abandon(OutcomeReason.Cancelled);
        Task quiet = rig.Emitter.WhenQuietAsync();
        await Patience.UntilAsync(() => attempt.Cancellation.IsCancellationRequested, "the request to be called off");
        Assert.False(quiet.IsCompleted);
        attempt.Answer(Answers.Silence);

        await quiet.Within();
        Assert.Equal(0, rig.Collector.InFlight);
    }

    [Fact]
    public async Task WhenQuiet_ARequestOfOthersUnderWay_IsNotWaitedFor()
    {
        await using var rig = new DeliveryRig(options => (options.MaxConcurrentRequests, options.MaxBatchEvents) = (2, 1));
        rig.Collector.KeepOpen();
        DeliveryScope mine = await rig.SendAsync(1);
        await rig.Collector.AttemptAsync(1);
        DeliveryScope others = await rig.SendAsync(2);
        await rig.Collector.AttemptAsync(2);

        mine.Abandon(OutcomeReason.Cancelled);
        await rig.Emitter.WhenQuietAsync().Within();

        Assert.Equal(1, rig.Collector.InFlight);
        Assert.False(others.Completion.IsCompleted);
    }

    [Fact]
    public async Task WhenQuiet_ASharedRequestUnderWay_IsNotWaitedFor()
    {
        await using var rig = new DeliveryRig(options => options.MaxConcurrentRequests = 1);
        rig.Collector.KeepOpen();
        await rig.SendAsync(1);
        ScriptedAttempt first = await rig.Collector.AttemptAsync(1);
        DeliveryScope mine = await rig.SendAsync(2);
        DeliveryScope others = await rig.SendAsync(3);
        first.Answer(200);
        ScriptedAttempt shared = await rig.Collector.AttemptAsync(2);

        mine.Abandon(OutcomeReason.Cancelled);
        await rig.Emitter.WhenQuietAsync().Within();

        Assert.False(shared.Cancellation.IsCancellationRequested);
        shared.Answer(200);
        await others.Completion.Within();
    }
}
