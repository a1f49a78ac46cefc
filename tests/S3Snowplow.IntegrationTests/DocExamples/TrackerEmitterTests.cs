using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.DocExamples;

/// <summary>The example of <c>docs/adapters.md</c> that puts another tracker behind <see cref="IEventEmitter"/> keeps the contract.</summary>
public sealed class TrackerEmitterTests
{
    private static readonly Guid Id = new("862a3abc-dd14-5926-b15c-ab37e2ccd3fa");
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 6, 0, 1, 123, TimeSpan.Zero);

    private readonly ScriptedEndpoint _endpoint = new();
    private readonly ScriptedTracker _tracker;
    private readonly TrackerEmitter _emitter;

    public TrackerEmitterTests()
    {
        var reporting = new ReportingEndpoint(_endpoint);
        _tracker = new ScriptedTracker(reporting);
        _emitter = new TrackerEmitter(_tracker, reporting, capacity: 2, maxEventBytes: 1000);
    }

    [Fact]
    public async Task EnqueueAsync_TrackerDelivers_SettlesDeliveredWithTheEventsOwnParameters()
    {
        using DeliveryScope scope = await EnqueueAsync(Event());

        _tracker.Send();
        await scope.Completion;

        Assert.Equal(EventOutcome.Delivered, Assert.Single(scope.Outcomes));
        Dictionary<string, object> sent = Assert.Single(_endpoint.Delivered).Payload;
        Assert.Equal(Id.ToString(), sent["eid"]);
        Assert.Equal("1772344801123", sent["dtm"]);
        Assert.Equal("1772344801123", sent["ttm"]);
        Assert.EndsWith("""{"schema":"iglu:com.acme/fact/jsonschema/1-0-0","data":{"a":1}}}""", (string)sent["ue_pr"], StringComparison.Ordinal);
        Assert.Equal(["aid", "dtm", "e", "eid", "p", "tna", "ttm", "tv", "ue_pr"], sent.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EnqueueAsync_TrackerFailsFirst_SettlesOnceWithTheLastWord()
    {
        using DeliveryScope scope = await EnqueueAsync(Event());

        _endpoint.Fails = true;
        _tracker.Send();
        Assert.Equal(1, scope.Pending);
        Assert.Equal(EmitterState.Retrying, _emitter.State);
        Task ready = _emitter.WaitUntilReadyAsync().AsTask();
        Assert.False(ready.IsCompleted);

        _endpoint.Fails = false;
        _tracker.Send();
        await scope.Completion;
        await ready;

        Assert.Equal(EventOutcome.Delivered, Assert.Single(scope.Outcomes));
        Assert.Equal(EmitterState.Sending, _emitter.State);
        Assert.Equal(new EmitterStatistics(Accepted: 1, Delivered: 1, 0, 0, 0, Pending: 0, Late: 0), _emitter.Statistics);
    }

    [Fact]
    public async Task EnqueueAsync_ScopeClosesWhileTheTrackerFails_IsAbandonedAndTheAnswerLate()
    {
        using DeliveryScope scope = await EnqueueAsync(Event());
        _endpoint.Fails = true;
        _tracker.Send();

        scope.Abandon("the deadline came");
        await scope.Completion;
        _endpoint.Fails = false;
        _tracker.Send();

        Assert.Equal(EventOutcome.Abandoned("the deadline came"), Assert.Single(scope.Outcomes));
        Assert.Equal(new EmitterStatistics(Accepted: 1, 0, 0, 0, Abandoned: 1, Pending: 0, Late: 1), _emitter.Statistics);
    }

    [Fact]
    public async Task EnqueueAsync_SameEventInTwoNotifications_SettlesBoth()
    {
        using DeliveryScope first = await EnqueueAsync(Event());
        using DeliveryScope second = await EnqueueAsync(Event());

        _tracker.Send();
        await first.Completion;
        await second.Completion;

        Assert.Equal([EventOutcome.Delivered, EventOutcome.Delivered], first.Outcomes.Concat(second.Outcomes));
    }

    [Fact]
    public async Task EnqueueAsync_LargerThanTheTrackerCanTell_IsRejectedBeforeSending()
    {
        using DeliveryScope scope = await EnqueueAsync(Event(new string('x', 2000)));

        await scope.Completion;

        Assert.Equal(DeliveryOutcome.Rejected, Assert.Single(scope.Outcomes).Outcome);
        Assert.Equal(0, _tracker.Queued);
    }

    [Fact]
    public async Task EnqueueAsync_Full_WaitsForRoomOrForTheEndOfItsScope()
    {
        using DeliveryScope first = await EnqueueAsync(Event());
        using DeliveryScope second = await EnqueueAsync(Event());
        using var closing = new DeliveryScope(Timeout.InfiniteTimeSpan);
        using var waiting = new DeliveryScope(Timeout.InfiniteTimeSpan);
        Task ends = _emitter.EnqueueAsync(Event(), closing).AsTask();
        Task served = _emitter.EnqueueAsync(Event(), waiting).AsTask();

        closing.Abandon("the deadline came");
        await ends;
        Assert.Equal(DeliveryOutcome.Abandoned, Assert.Single(closing.Outcomes).Outcome);
        Assert.False(served.IsCompleted);

        _tracker.Send();
        await served;
        Assert.Equal(1, _tracker.Queued);
    }

    [Fact]
    public async Task FlushAsync_TrackerFails_SaysWhatIsPending()
    {
        using DeliveryScope scope = await EnqueueAsync(Event());

        _endpoint.Fails = true;
        FlushResult failed = await _emitter.FlushAsync(TimeSpan.FromMilliseconds(30));
        _endpoint.Fails = false;
        FlushResult done = await _emitter.FlushAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, failed.Pending);
        Assert.True(done.IsComplete);
        Assert.Equal(1, done.Statistics.Delivered);
    }

    [Fact]
    public async Task DisposeAsync_TrackerFails_AbandonsAndCloses()
    {
        using DeliveryScope scope = await EnqueueAsync(Event());
        scope.Abandon("the deadline came");

        await _emitter.DisposeAsync();

        Assert.True(_tracker.Closed);
        Assert.Equal(EmitterState.Closed, _emitter.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await EnqueueAsync(Event()));
    }

    [Fact]
    public async Task RelayAsync_ThroughTheTracker_SendsWhatTheOwnEmitterSends()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var options = new RelayOptions { CollectorUri = collector.Uri };
        var notification = new Notification(NotificationSamples.S3Put.Body);
        await using (var own = new ObjectEventRelay(options))
        {
            await own.RelayAsync(notification, TimeSpan.FromSeconds(30));
        }

        using var http = new HttpEndpoint(collector.Uri);
        var reporting = new ReportingEndpoint(http);
        var tracker = new ScriptedTracker(reporting);
        await using var emitter = new TrackerEmitter(tracker, reporting);
        await using var relay = new ObjectEventRelay(options, emitter);
        Task<RelayResult> relaying = relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));
        tracker.Send();
        RelayResult result = await relaying;

        await collector.WaitForAsync(2);
        Assert.True(result.ShouldAcknowledge);
        Assert.Empty(collector.Bad);
        Assert.Equal(WithoutStm(collector.Good[0]), WithoutStm(collector.Good[1]));
    }

    private static IEnumerable<KeyValuePair<string, string>> WithoutStm(GoodEvent good) =>
        good.Parameters.Where(parameter => parameter.Key != "stm").OrderBy(parameter => parameter.Key, StringComparer.Ordinal);

    private static SnowplowEvent Event(string text = "") =>
        SnowplowEvent.Create(IgluUri.Parse("iglu:com.acme/fact/jsonschema/1-0-0"), Id, Time, text.Length == 0 ? "{\"a\":1}"u8 : System.Text.Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\"}}"));

    private async Task<DeliveryScope> EnqueueAsync(SnowplowEvent snowplowEvent)
    {
        var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await _emitter.EnqueueAsync(snowplowEvent, scope);
        scope.Seal();
        return scope;
    }
}
