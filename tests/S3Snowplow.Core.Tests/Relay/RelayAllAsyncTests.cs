using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>Several notifications through the pushed door, that came together.</summary>
public sealed class RelayAllAsyncTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task RelayAllAsync_GoodAndBad_HaveTheirOwnResultsInOrder()
    {
        await using var rig = new RelayRig();

        IReadOnlyList<RelayResult> results = await rig.Relay.RelayAllAsync(
            [rig.Notify(RelayRig.Records(1), "a"), rig.Notify("no JSON"u8.ToArray(), "b"), rig.Notify(RelayRig.Records(2, from: 1), "c")], Timeout.InfiniteTimeSpan).Within();

        Assert.Equal(["a", "b", "c"], results.Select(result => result.NotificationId));
        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Rejected, DeliveryOutcome.Delivered], results.Select(result => result.Outcome));
        Assert.Equal([1, 0, 2], results.Select(result => result.Events.Count));
        Assert.Equal(3, rig.Settled.Count);
    }

    [Fact]
    public async Task RelayAllAsync_None_IsNoWork()
    {
        await using var rig = new RelayRig();

        Assert.Empty(await rig.Relay.RelayAllAsync([], Second).Within());
    }

    [Fact]
    public async Task RelayAllAsync_ThroughAnIdleEmitter_IsOneRequest()
    {
        await using var rig = new DeliveryRig();
        await using ObjectEventRelay relay = Relay(rig);

        await relay.RelayAllAsync(Notifications(20), Timeout.InfiniteTimeSpan).Within();

        Assert.Equal(20, Assert.Single(rig.Collector.Attempts).EventIds.Count);
    }

    [Fact]
    public async Task RelayAllAsync_MoreThanThereIsRoomFor_AreAllDelivered()
    {
        await using var rig = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents) = (3, 2));
        await using ObjectEventRelay relay = Relay(rig);

        IReadOnlyList<RelayResult> results = await relay.RelayAllAsync(Notifications(20), Timeout.InfiniteTimeSpan).Within();

        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
    }

    [Fact]
    public async Task RelayAllAsync_AtTheDeadline_GivesBackWhatIsHeldAndWhatWaitsForRoom()
    {
        await using var rig = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents, options.MaxConcurrentRequests) = (3, 1, 1));
        rig.Collector.KeepOpen();
        await using ObjectEventRelay relay = Relay(rig);
        Task<IReadOnlyList<RelayResult>> relayed = relay.RelayAllAsync(Notifications(6), Second);
        (await rig.Collector.AttemptAsync(1)).Answer(200);
        await Patience.UntilAsync(() => rig.Statistics.Accepted == 4, "the first to make room for the fourth");

        rig.Time.Advance(Second);

        Assert.Equal(
            [DeliveryOutcome.Delivered, .. Enumerable.Repeat(DeliveryOutcome.Abandoned, 5)],
            (await relayed.Within()).Select(result => result.Outcome));
    }

    [Fact]
    public async Task RelayAllAsync_Cancelled_GivesBackAtOnce()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        await using ObjectEventRelay relay = Relay(rig);
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<RelayResult>> relayed = relay.RelayAllAsync(Notifications(3), Timeout.InfiniteTimeSpan, cancel.Token);
        await rig.Collector.AttemptAsync(1);

        await cancel.CancelAsync();

        Assert.All(await relayed.Within(), result => Assert.Equal(EventOutcome.Abandoned(OutcomeReason.Cancelled), Assert.Single(result.Events).Outcome));
    }

    private static ObjectEventRelay Relay(DeliveryRig rig) => new(new RelayOptions(), rig.Emitter, timeProvider: rig.Time);

    private static Notification[] Notifications(int count) => [.. Enumerable.Range(0, count).Select(i => new Notification(RelayRig.Records(1, from: i), $"n{i}"))];
}
