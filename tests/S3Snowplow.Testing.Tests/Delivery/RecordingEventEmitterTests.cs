using S3Snowplow.Mapping;

namespace S3Snowplow.Testing.Tests;

public sealed class RecordingEventEmitterTests
{
    private static readonly SnowplowEvent First = Make(1);
    private static readonly SnowplowEvent Second = Make(2);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task SendAsync_ByDefault_RecordsAndDelivers()
    {
        await using var emitter = new RecordingEventEmitter(_time);

        IReadOnlyList<EventOutcome> outcomes = await emitter.SendAsync([First, Second], TimeSpan.FromSeconds(7));

        Assert.Equal([First, Second], emitter.Events.Select(recorded => recorded.Event));
        Assert.All(emitter.Events, recorded => Assert.Equal(TimeSpan.FromSeconds(7), recorded.Deadline));
        Assert.Equal([EventOutcome.Delivered, EventOutcome.Delivered], outcomes);
    }

    [Fact]
    public async Task Outcome_OfTheTest_SettlesEachEventWithIt()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Outcome = snowplowEvent => snowplowEvent == First ? EventOutcome.Rejected("odd") : EventOutcome.Expired("late", 503);

        Assert.Equal([EventOutcome.Rejected("odd"), EventOutcome.Expired("late", 503)], await emitter.SendAsync([First, Second], Timeout.InfiniteTimeSpan));
        Assert.Equal([EventOutcome.Rejected("odd"), EventOutcome.Expired("late", 503)], emitter.Events.Select(recorded => recorded.Outcome));
    }

    [Fact]
    public async Task Hold_UntilReleased_LeavesEventsPending()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Hold();

        Task<IReadOnlyList<EventOutcome>> sending = emitter.SendAsync([First], Timeout.InfiniteTimeSpan);
        Assert.False(sending.IsCompleted);
        Assert.Equal(DeliveryOutcome.Pending, emitter.Events[0].Outcome.Outcome);
        emitter.Release();

        Assert.Equal(EventOutcome.Delivered, (await sending)[0]);
        Assert.Equal(EventOutcome.Delivered, emitter.Events[0].Outcome);
    }

    [Fact]
    public async Task Release_AfterTheDeadline_ChangesNothing()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Hold();
        Task<IReadOnlyList<EventOutcome>> sending = emitter.SendAsync([First], TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OutcomeReason.DeadlinePassed, (await sending)[0].Reason);
        emitter.Release();

        Assert.Equal(DeliveryOutcome.Abandoned, emitter.Events[0].Outcome.Outcome);
    }

    [Fact]
    public async Task SendAsync_CancelledWhileHeld_Abandons()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var stop = new CancellationTokenSource();
        emitter.Hold();
        Task<IReadOnlyList<EventOutcome>> sending = emitter.SendAsync([First], Timeout.InfiniteTimeSpan, stop.Token);

        await stop.CancelAsync();

        Assert.Equal(EventOutcome.Abandoned(OutcomeReason.Cancelled), (await sending)[0]);
    }

    [Fact]
    public async Task FlushAsync_WithEventsHeld_TellsThemAtTheDeadline()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Hold();
        Task<IReadOnlyList<EventOutcome>> sending = emitter.SendAsync([First], Timeout.InfiniteTimeSpan);

        Task<S3Snowplow.Delivery.FlushResult> flush = emitter.FlushAsync(TimeSpan.FromSeconds(1));
        Assert.False(flush.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await flush).Pending);
        emitter.Release();
        await sending;
        Assert.Equal(new S3Snowplow.Delivery.FlushResult(0, new S3Snowplow.Delivery.EmitterStatistics(1, 1, 0, 0, 0, 0, 0)), await emitter.FlushAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal(2, emitter.Flushes);
    }

    [Fact]
    public async Task DisposeAsync_WithEventsHeld_AbandonsThemAndTakesNoMore()
    {
        var emitter = new RecordingEventEmitter(_time);
        emitter.Hold();
        Task<IReadOnlyList<EventOutcome>> sending = emitter.SendAsync([First], Timeout.InfiniteTimeSpan);

        await emitter.DisposeAsync();

        Assert.Equal(EventOutcome.Abandoned(OutcomeReason.EmitterClosed), (await sending)[0]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => emitter.SendAsync([Second], Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task WaitForAsync_UntilTaken_Completes()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        Task two = emitter.WaitForAsync(2);

        await emitter.SendAsync([First], Timeout.InfiniteTimeSpan);
        Assert.False(two.IsCompleted);
        await emitter.SendAsync([Second], Timeout.InfiniteTimeSpan);

        await two;
    }

    private static SnowplowEvent Make(byte number) => SnowplowEvent.Create(
        ObjectEventMapper.DefaultSchema, new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, number), ManualTimeProvider.DefaultStart, "{}"u8);
}
