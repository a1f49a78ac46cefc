using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>What a caller of an emitter's two methods gets: an outcome for each event, in time.</summary>
public sealed class SendAsyncTests
{
    [Fact]
    public async Task SendAsync_EachOutcome_StandsAtItsEventsIndex()
    {
        await using var rig = new DeliveryRig(options => (options.MaxEventBytes, options.MaxBatchEvents) = (2000, 10));

        IReadOnlyList<EventOutcome> outcomes = await rig.Emitter.SendAsync([TestEvents.Of(1), TestEvents.Of(2, padding: 3000), TestEvents.Of(3)], Timeout.InfiniteTimeSpan).Within();

        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Rejected, DeliveryOutcome.Delivered], outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal(OutcomeReason.TooLarge, outcomes[1].Reason);
        Assert.Single(rig.Collector.Attempts);
    }

    [Fact]
    public async Task SendAsync_OfNothing_IsEmptyAtOnce()
    {
        await using var rig = new DeliveryRig();

        Assert.Empty(await rig.Emitter.SendAsync([], TimeSpan.Zero).Within());
    }

    [Fact]
    public async Task SendAsync_AtTheDeadline_AbandonsWhatHasNoAnswer()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        Task<IReadOnlyList<EventOutcome>> sending = rig.Emitter.SendAsync([TestEvents.Of(1)], TimeSpan.FromSeconds(3));
        await rig.Collector.AttemptAsync(1);

        rig.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(EventOutcome.Abandoned(OutcomeReason.DeadlinePassed), Assert.Single(await sending.Within()));
    }

    [Fact]
    public async Task SendAsync_Cancelled_AbandonsAndDoesNotThrow()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.KeepOpen();
        using var stop = new CancellationTokenSource();
        Task<IReadOnlyList<EventOutcome>> sending = rig.Emitter.SendAsync([TestEvents.Of(1)], Timeout.InfiniteTimeSpan, stop.Token);
        await rig.Collector.AttemptAsync(1);

        await stop.CancelAsync();

        Assert.Equal(EventOutcome.Abandoned(OutcomeReason.Cancelled), Assert.Single(await sending.Within()));
    }

    [Fact]
    public async Task SendAsync_WhileFull_IsInTimeAllTheSame()
    {
        await using var rig = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents) = (1, 1));
        rig.Collector.KeepOpen();
        Task<IReadOnlyList<EventOutcome>> sending = rig.Emitter.SendAsync([TestEvents.Of(1), TestEvents.Of(2), TestEvents.Of(3)], TimeSpan.FromSeconds(3));
        await rig.Collector.AttemptAsync(1);

        rig.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([.. Enumerable.Repeat(OutcomeReason.DeadlinePassed, 3)], (await sending.Within()).Select(outcome => outcome.Reason));
    }

    [Fact]
    public async Task SendAsync_ClosedWhileFull_GivesAnOutcomeToEach()
    {
        await using var rig = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents, options.DrainTimeout) = (1, 1, TimeSpan.Zero));
        rig.Collector.KeepOpen();
        Task<IReadOnlyList<EventOutcome>> sending = rig.Emitter.SendAsync([TestEvents.Of(1), TestEvents.Of(2)], Timeout.InfiniteTimeSpan);
        await rig.Collector.AttemptAsync(1);

        await rig.Emitter.DisposeAsync();

        Assert.Equal([OutcomeReason.EmitterClosed, OutcomeReason.EmitterClosed], (await sending.Within()).Select(outcome => outcome.Reason));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Emitter.SendAsync([TestEvents.Of(3)], Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task SendAsync_WithANull_TakesNone()
    {
        await using var rig = new DeliveryRig();

        await Assert.ThrowsAsync<ArgumentNullException>(() => rig.Emitter.SendAsync([TestEvents.Of(1), null!], Timeout.InfiniteTimeSpan));

        Assert.Equal(0, rig.Statistics.Accepted);
    }

    [Fact]
    public async Task Settled_NotDelivered_IsMeasuredByReason()
    {
        await using var rig = new DeliveryRig(options => options.MaxEventBytes = 2000);
        rig.Collector.AnswerWith(400);

        await rig.Emitter.SendAsync([TestEvents.Of(1), TestEvents.Of(2, padding: 3000)], Timeout.InfiniteTimeSpan).Within();
        await rig.IdleAsync();

        Assert.Equal(1, rig.Metrics.Sum("s3snowplow.events.settled", ("outcome", "rejected"), ("reason", "too_large")));
        Assert.Equal(1, rig.Metrics.Sum("s3snowplow.events.settled", ("outcome", "rejected"), ("reason", "refused_by_collector")));
        Assert.Equal(["too_large", "refused_by_collector"], rig.Logs.Entries.Where(entry => entry.EventId.Id == 1010).Select(entry => entry.State["Reason"]));
    }
}
