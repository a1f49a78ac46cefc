using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Any <see cref="IEventEmitter"/> drives a relay: bounded, with books, and one outcome for each event whatever it does.</summary>
public sealed class ForeignDeliveryTests : IDisposable
{
    private readonly RelayMetrics _metrics = new(new OneMeter());
    private readonly ManualTimeProvider _time = new();
    private readonly List<DeliveryScope> _scopes = [];

    public void Dispose()
    {
        _scopes.ForEach(scope => scope.Dispose());
        _metrics.Dispose();
    }

    [Fact]
    public async Task Enqueue_Answered_SettlesByIndexWithTheDeadlineOfTheScope()
    {
        var emitter = new Scripted { Answer = events => Task.FromResult<IReadOnlyList<EventOutcome>>([.. events.Select((_, i) => i == 1 ? EventOutcome.Rejected("odd") : EventOutcome.Delivered)]) };
        ForeignDelivery delivery = Over(emitter);

        DeliveryScope scope = await SendAsync(delivery, 3, TimeSpan.FromSeconds(7));

        await scope.Completion.Within();
        Assert.Equal([EventOutcome.Delivered, EventOutcome.Rejected("odd"), EventOutcome.Delivered], scope.Outcomes);
        Assert.Equal(TimeSpan.FromSeconds(7), emitter.Deadlines[0]);
        Assert.Equal(new EmitterStatistics(3, 2, 1, 0, 0, 0, 0), delivery.Statistics);
    }

    [Theory]
    [InlineData("fewer")]
    [InlineData("pending")]
    [InlineData("null")]
    [InlineData("throws")]
    [InlineData("faults")]
    public async Task Enqueue_EmitterThatBreaksItsContract_AbandonsAndCounts(string how)
    {
        var emitter = new Scripted
        {
            Answer = events => how switch
            {
                "fewer" => Task.FromResult<IReadOnlyList<EventOutcome>>([]),
                "pending" => Task.FromResult<IReadOnlyList<EventOutcome>>([.. events.Select(_ => default(EventOutcome))]),
                "null" => Task.FromResult<IReadOnlyList<EventOutcome>>(null!),
                "throws" => throw new TimeoutException("no task"),
                _ => Task.FromException<IReadOnlyList<EventOutcome>>(new TimeoutException("a task")),
            },
        };
        ForeignDelivery delivery = Over(emitter);

        DeliveryScope scope = await SendAsync(delivery, 2);

        await scope.Completion.Within();
        Assert.All(scope.Outcomes, outcome => Assert.Equal((DeliveryOutcome.Abandoned, OutcomeReason.EmitterFailed), (outcome.Outcome, outcome.Reason)));
        Assert.Equal(new EmitterStatistics(2, 0, 0, 0, 2, 0, 0), delivery.Statistics);
        Assert.Equal(EmitterState.Retrying, delivery.State);
    }

    [Fact]
    public async Task Enqueue_ScopeClosedWhileUnderWay_IsAbandonedAtOnceAndTheAnswerLate()
    {
        var emitter = new Scripted();
        ForeignDelivery delivery = Over(emitter);
        DeliveryScope scope = await SendAsync(delivery, 2, TimeSpan.FromSeconds(1));
        Task quietBefore = delivery.WhenQuietAsync();
        Assert.True(quietBefore.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        await scope.Completion.Within();
        Assert.All(scope.Outcomes, outcome => Assert.Equal(OutcomeReason.DeadlinePassed, outcome.Reason));
        Assert.True(emitter.Tokens[0].IsCancellationRequested);
        Assert.Equal(new EmitterStatistics(2, 0, 0, 0, 2, 0, 0), delivery.Statistics);
        Task quiet = delivery.WhenQuietAsync();
        Assert.False(quiet.IsCompleted);
        emitter.Open[0].SetResult([EventOutcome.Delivered, EventOutcome.Delivered]);
        await quiet.Within();
        Assert.Equal(new EmitterStatistics(2, 0, 0, 0, 2, 0, 2), delivery.Statistics);
    }

    [Fact]
    public async Task Enqueue_Full_WaitsForAnAnswerOrForTheEndOfItsScope()
    {
        var emitter = new Scripted();
        ForeignDelivery delivery = Over(emitter, capacity: 2);
        await SendAsync(delivery, 2);
        DeliveryScope closing = Scope();
        DeliveryScope waiting = Scope();
        Task ends = delivery.EnqueueAsync(EncodedEvents.Of([TestEvents.Of(1)], closing), CancellationToken.None).AsTask();
        Task served = delivery.EnqueueAsync(EncodedEvents.Of([TestEvents.Of(2)], waiting), CancellationToken.None).AsTask();

        closing.Abandon(OutcomeReason.Cancelled);
        await ends.Within();
        Assert.Equal(OutcomeReason.Cancelled, Assert.Single(closing.Outcomes).Reason);
        Assert.False(served.IsCompleted);
        Assert.Single(emitter.Open);
        emitter.Open[0].SetResult([EventOutcome.Delivered, EventOutcome.Delivered]);

        await served.Within();
        Assert.Equal(new EmitterStatistics(4, 2, 0, 0, 1, 1, 0), delivery.Statistics);
    }

    [Fact]
    public async Task Enqueue_CancelledWhileFull_TakesNothing()
    {
        ForeignDelivery delivery = Over(new Scripted(), capacity: 1);
        await SendAsync(delivery, 1);
        using var stop = new CancellationTokenSource();
        DeliveryScope scope = Scope();
        Task waits = delivery.EnqueueAsync(EncodedEvents.Of([TestEvents.Of(1)], scope), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        Assert.Equal(0, scope.Count);
        Assert.Equal(1, delivery.Statistics.Accepted);
    }

    [Fact]
    public async Task State_FollowsTheAnswers()
    {
        EventOutcome next = EventOutcome.Expired("away");
        ForeignDelivery delivery = Over(new Scripted { Answer = _ => Task.FromResult<IReadOnlyList<EventOutcome>>([next]) });
        Assert.Equal(EmitterState.Sending, delivery.State);

        await SendAsync(delivery, 1);
        Assert.Equal(EmitterState.Retrying, delivery.State);
        next = EventOutcome.Abandoned(OutcomeReason.Cancelled);
        await SendAsync(delivery, 1);
        Assert.Equal(EmitterState.Retrying, delivery.State);
        next = EventOutcome.Delivered;
        await SendAsync(delivery, 1);

        Assert.Equal(EmitterState.Sending, delivery.State);
    }

    [Fact]
    public async Task Closed_IsNoticedAndSaid()
    {
        ForeignDelivery delivery = Over(new Scripted { Answer = _ => throw new ObjectDisposedException("it") });

        DeliveryScope scope = await SendAsync(delivery, 1);

        Assert.Equal(OutcomeReason.EmitterClosed, Assert.Single(scope.Outcomes).Reason);
        Assert.Equal(EmitterState.Closed, delivery.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(delivery, 1));
    }

    private ForeignDelivery Over(Scripted emitter, int capacity = 100) => new(emitter, new DeliveryOptions { QueueCapacity = capacity }, _time, _metrics, NullLogger.Instance);

    private DeliveryScope Scope(TimeSpan? deadline = null)
    {
        var scope = new DeliveryScope(deadline ?? Timeout.InfiniteTimeSpan, _time);
        _scopes.Add(scope);
        return scope;
    }

    private async Task<DeliveryScope> SendAsync(ForeignDelivery delivery, int count, TimeSpan? deadline = null)
    {
        DeliveryScope scope = Scope(deadline);
        await delivery.EnqueueAsync(EncodedEvents.Of([.. Enumerable.Range(0, count).Select(number => TestEvents.Of(number))], scope), CancellationToken.None);
        scope.Seal();
        return scope;
    }

    private sealed class Scripted : IEventEmitter
    {
        /// <summary>Answers; without it calls stay open.</summary>
        public Func<IReadOnlyList<SnowplowEvent>, Task<IReadOnlyList<EventOutcome>>>? Answer { get; init; }

        public List<TimeSpan> Deadlines { get; } = [];

        public List<CancellationToken> Tokens { get; } = [];

        public List<TaskCompletionSource<IReadOnlyList<EventOutcome>>> Open { get; } = [];

        public Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default)
        {
            Deadlines.Add(deadline);
            Tokens.Add(cancellationToken);
            if (Answer is not null)
            {
                return Answer(events);
            }

            var open = new TaskCompletionSource<IReadOnlyList<EventOutcome>>();
            Open.Add(open);
            return open.Task;
        }

        public Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default) => Task.FromResult(default(FlushResult));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
