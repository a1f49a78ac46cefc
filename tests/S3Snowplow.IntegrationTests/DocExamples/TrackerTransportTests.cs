using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.DocExamples;

/// <summary>The example of <c>docs/adapters.md</c> that sends through another tracker keeps the contract of <see cref="IEventTransport"/>.</summary>
public sealed class TrackerTransportTests : IAsyncDisposable
{
    private static readonly Guid Id = new("862a3abc-dd14-5926-b15c-ab37e2ccd3fa");
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 6, 0, 1, 123, TimeSpan.Zero);
    private static readonly TrackerIdentity Identity = new("s3snowplow", "s3snowplow");

    private readonly ScriptedEndpoint _endpoint = new();
    private readonly BufferedEventEmitter _emitter;

    public TrackerTransportTests() => _emitter = new BufferedEventEmitter(
        new RelayOptions { Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(1), RetryMaxDelay = TimeSpan.FromMilliseconds(5), DrainTimeout = TimeSpan.Zero, MaxEventBytes = 2000 } },
        new TrackerTransport(_endpoint, Identity));

    public ValueTask DisposeAsync() => _emitter.DisposeAsync();

    [Fact]
    public async Task SendAsync_TrackerDelivers_SettlesDeliveredWithTheEventsOwnParameters()
    {
        IReadOnlyList<EventOutcome> outcomes = await _emitter.SendAsync([Event()], Timeout.InfiniteTimeSpan);

        Assert.Equal(EventOutcome.Delivered, Assert.Single(outcomes));
        Dictionary<string, object> sent = Assert.Single(_endpoint.Delivered).Payload;
        Assert.Equal(Id.ToString(), sent["eid"]);
        Assert.Equal("1772344801123", sent["dtm"]);
        Assert.Equal("1772344801123", sent["ttm"]);
        Assert.EndsWith("""{"schema":"iglu:com.acme/fact/jsonschema/1-0-0","data":{"a":1}}}""", (string)sent["ue_pr"], StringComparison.Ordinal);
        Assert.Equal(["aid", "dtm", "e", "eid", "p", "tna", "ttm", "tv", "ue_pr"], sent.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SendAsync_TrackerFailsFirst_SettlesOnceWithTheLastWord()
    {
        _endpoint.FailsFor = 2;

        IReadOnlyList<EventOutcome> outcomes = await _emitter.SendAsync([Event()], Timeout.InfiniteTimeSpan);

        Assert.Equal(EventOutcome.Delivered, Assert.Single(outcomes));
        Assert.Equal(3, _endpoint.Calls);
        Assert.Equal(new EmitterStatistics(Accepted: 1, Delivered: 1, 0, 0, 0, Pending: 0, Late: 0), _emitter.Statistics);
    }

    [Fact]
    public async Task SendAsync_TrackerNeverDelivers_IsAbandonedAtTheDeadline()
    {
        _endpoint.FailsFor = int.MaxValue;

        IReadOnlyList<EventOutcome> outcomes = await _emitter.SendAsync([Event()], TimeSpan.FromMilliseconds(30));

        Assert.Equal(EventOutcome.Abandoned(OutcomeReason.DeadlinePassed), Assert.Single(outcomes));
    }

    [Fact]
    public async Task SendAsync_LargerThanTheTrackerCanTell_IsRejectedBeforeSending()
    {
        IReadOnlyList<EventOutcome> outcomes = await _emitter.SendAsync([Event(new string('x', 2000))], Timeout.InfiniteTimeSpan);

        Assert.Equal((DeliveryOutcome.Rejected, OutcomeReason.TooLarge), (outcomes[0].Outcome, outcomes[0].Reason));
        Assert.Equal(0, _endpoint.Calls);
    }

    [Fact]
    public async Task RelayAsync_ThroughTheTracker_SendsWhatTheOwnTransportSends()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var options = new RelayOptions { CollectorUri = collector.Uri };
        await using (var own = new ObjectEventRelay(options))
        {
            await own.RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));
        }

        using var http = new HttpEndpoint(collector.Uri);
        await using var relay = new ObjectEventRelay(options, transport: new TrackerTransport(http, Identity));
        RelayResult result = await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));

        await collector.WaitForAsync(2);
        Assert.True(result.ShouldAcknowledge);
        Assert.Empty(collector.Bad);
        Assert.Equal(WithoutStm(collector.Good[0]), WithoutStm(collector.Good[1]));
    }

    private static IEnumerable<KeyValuePair<string, string>> WithoutStm(GoodEvent good) =>
        good.Parameters.Where(parameter => parameter.Key != "stm").OrderBy(parameter => parameter.Key, StringComparer.Ordinal);

    private static SnowplowEvent Event(string text = "") =>
        SnowplowEvent.Create(IgluUri.Parse("iglu:com.acme/fact/jsonschema/1-0-0"), Id, Time, text.Length == 0 ? "{\"a\":1}"u8 : System.Text.Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\"}}"));
}
