using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Testing.Tests;

public sealed class RecordingEventEmitterTests
{
    private static readonly SnowplowEvent First = Make(1);
    private static readonly SnowplowEvent Second = Make(2);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task EnqueueAsync_ByDefault_RecordsAndDelivers()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);

        await emitter.EnqueueAsync(First, scope);
        await emitter.EnqueueAsync(Second, scope);
        scope.Seal();
        await scope.Completion;

        Assert.Equal([First, Second], emitter.Events.Select(recorded => recorded.Event));
        Assert.All(emitter.Events, recorded => Assert.Same(scope, recorded.Scope));
        Assert.All(scope.Outcomes, outcome => Assert.Equal(EventOutcome.Delivered, outcome));
    }

    [Fact]
    public async Task Outcome_OfTheTest_SettlesEachEventWithIt()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Outcome = snowplowEvent => snowplowEvent == First ? EventOutcome.Rejected("odd") : EventOutcome.Expired("late", 503);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);

        await emitter.EnqueueAsync(First, scope);
        await emitter.EnqueueAsync(Second, scope);

        Assert.Equal([EventOutcome.Rejected("odd"), EventOutcome.Expired("late", 503)], scope.Outcomes);
    }

    [Fact]
    public async Task Hold_UntilReleased_LeavesEventsPending()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        emitter.Hold();

        await emitter.EnqueueAsync(First, scope);
        scope.Seal();
        Assert.Equal(1, scope.Pending);
        emitter.Release();

        await scope.Completion;
        Assert.Equal(EventOutcome.Delivered, emitter.Events[0].Outcome);
    }

    [Fact]
    public async Task Release_AfterTheScopesDeadline_ChangesNothing()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(1), _time);
        emitter.Hold();
        await emitter.EnqueueAsync(First, scope);

        _time.Advance(TimeSpan.FromSeconds(1));
        emitter.Release();

        Assert.Equal(DeliveryOutcome.Abandoned, scope.Outcomes[0].Outcome);
    }

    [Fact]
    public async Task FlushAsync_WithEventsHeld_TellsThemAtTheDeadline()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        emitter.Hold();
        await emitter.EnqueueAsync(First, scope);
        scope.Seal();

        Task<FlushResult> flush = emitter.FlushAsync(TimeSpan.FromSeconds(1));
        Assert.False(flush.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await flush).Pending);
        emitter.Release();
        Assert.Equal(new FlushResult(0, new EmitterStatistics(1, 1, 0, 0, 0, 0, 0)), await emitter.FlushAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal(2, emitter.Flushes);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_Paused_WaitsUntilResumed()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        await emitter.WaitUntilReadyAsync();
        emitter.Pause();

        Task ready = emitter.WaitUntilReadyAsync().AsTask();
        Assert.False(ready.IsCompleted);
        Assert.Equal(EmitterState.Retrying, emitter.State);
        emitter.Resume();

        await ready;
        Assert.Equal(EmitterState.Sending, emitter.State);
        Assert.Equal(2, emitter.ReadinessChecks);
    }

    [Fact]
    public async Task DisposeAsync_WithEventsHeld_AbandonsThemAndTakesNoMore()
    {
        var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        emitter.Hold();
        await emitter.EnqueueAsync(First, scope);

        await emitter.DisposeAsync();

        Assert.Equal(DeliveryOutcome.Abandoned, scope.Outcomes[0].Outcome);
        Assert.Equal(EmitterState.Closed, emitter.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => emitter.EnqueueAsync(Second, scope).AsTask());
    }

    [Fact]
    public async Task EnqueueAsync_Cancelled_TakesNothing()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => emitter.EnqueueAsync(First, scope, new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(emitter.Events);
        Assert.Equal(0, scope.Count);
    }

    [Fact]
    public async Task WaitForAsync_UntilTaken_Completes()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        Task two = emitter.WaitForAsync(2);

        await emitter.EnqueueAsync(First, scope);
        Assert.False(two.IsCompleted);
        await emitter.EnqueueAsync(Second, scope);

        await two;
    }

    private static SnowplowEvent Make(byte number) => SnowplowEvent.Create(
        ObjectEventMapper.DefaultSchema, new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, number), ManualTimeProvider.DefaultStart, "{}"u8);
}
