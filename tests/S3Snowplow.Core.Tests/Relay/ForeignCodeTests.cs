using System.Buffers;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>Mappers, entity providers, observers and emitters are other people's code; none of it harms a neighbour.</summary>
public sealed class ForeignCodeTests
{
    [Fact]
    public async Task Mapper_ThatThrowsForSome_RejectsThoseAndKeepsTheOrder()
    {
        await using var rig = new RelayRig(mapper: new PickyMapper());

        RelayResult result = await rig.RelayAsync(RelayRig.Records(500)).Within();

        for (int i = 0; i < 500; i++)
        {
            DeliveryOutcome expected = i % 7 == 3 ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered;
            Assert.Equal(($"k{i}", expected), (result.Events[i].ObjectEvent.Key, result.Events[i].Outcome.Outcome));
        }

        Assert.Equal(result.Events.Where(settled => settled.Outcome.Outcome == DeliveryOutcome.Delivered).Select(settled => settled.EventId), rig.Emitter.Events.Select(recorded => recorded.Event.Id));
        Assert.Equal(71, rig.Logged(1003).Count);
    }

    [Fact]
    public async Task Mapper_ThatThrowsForTheOnlyEvent_IsCalledOnce()
    {
        var mapper = new PickyMapper();
        await using var rig = new RelayRig(mapper: mapper);

        RelayResult result = await rig.RelayAsync(RelayRig.Records(1, 3)).Within();

        Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
        Assert.Equal(1, mapper.Calls);
        Assert.Single(rig.Logged(1003));
    }

    [Fact]
    public async Task Mapper_ThatMakesAnotherEventMeanwhile_DoesNotWriteOverItsOwn()
    {
        await using var rig = new RelayRig(mapper: new NestingMapper());
        await using var plain = new RelayRig(mapper: new ObjectEventMapper(ObjectEventMapper.DefaultSchema));

        await rig.RelayAsync(RelayRig.Records(3)).Within();
        await plain.RelayAsync(RelayRig.Records(3)).Within();

        Assert.Equal(plain.Emitter.Events.Select(Text), rig.Emitter.Events.Select(Text));
    }

    [Fact]
    public async Task Provider_ThatThrows_RejectsOnlyThatEvent()
    {
        await using var rig = new RelayRig(providers: [new PickyProvider()]);

        RelayResult result = await rig.RelayAsync(RelayRig.Records(5)).Within();

        Assert.Equal("ddrdd", string.Concat(result.Events.Select(settled => settled.Outcome.Outcome == DeliveryOutcome.Delivered ? 'd' : 'r')));
    }

    [Fact]
    public async Task Observer_ThatThrows_HarmsNobodyAndAllSeeEverythingBeforeTheFilter()
    {
        var angry = new Observer(throws: true);
        var calm = new Observer(throws: false);
        await using var rig = new RelayRig(options => options.Filter.KeyPrefix = "none of them", observers: [angry, calm]);

        RelayResult result = await rig.RelayAsync(RelayRig.Records(5)).Within();

        Assert.Equal(5, result.Filtered);
        Assert.Equal(["k0", "k1", "k2", "k3", "k4"], angry.Keys);
        Assert.Equal(angry.Keys, calm.Keys);
        Assert.Equal(5, rig.Logged(1004).Count);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    public async Task Emitter_ThatBreaksItsContract_LeavesNothingUnsettledOrAcknowledged(int records, bool throws)
    {
        await using var rig = new RelayRig(emitter: new CarelessEmitter(throws));

        RelayResult result = await rig.RelayAsync(RelayRig.Records(records)).Within();
        await rig.Relay.RunAsync(new Given(rig.Notify(RelayRig.Records(records)))).Within();

        Assert.Equal(2, rig.Settled.Count);
        Assert.All(rig.Settled, settled => Assert.Equal((DeliveryOutcome.Abandoned, false), (settled.Outcome, settled.ShouldAcknowledge)));
        Assert.Equal(records, result.Events.Count);
    }

    [Fact]
    public async Task Reading_ThatThrows_RejectsThatNotificationAndTheRunEnds()
    {
        // Settings that are changed afterwards have no defined effect, but never that a notification is lost or a run hangs.
        ObjectEventFilter? filter = null;
        await using var rig = new RelayRig(options => (filter = options.Filter).KeyPrefix = "k");
        filter!.KeyPrefix = null!;

        await rig.Relay.RunAsync(new Given(rig.Notify(RelayRig.Records(2)))).Within();

        Assert.Equal((DeliveryOutcome.Rejected, 1), (rig.Settled[0].Outcome, rig.Settled[0].ProblemCount));
        Assert.IsType<ArgumentNullException>(Assert.Single(rig.Logged(1006)).Exception);
    }

    [Fact]
    public void Filter_WithANull_IsRefusedAtStart()
    {
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example"), Filter = { KeySuffix = null! } };

        Assert.Equal("Filter.KeySuffix is not set; allowed: a text, empty for any key.", Assert.Single(options.Validate()));
    }

    private static string Text(RecordedEvent recorded) => System.Text.Encoding.UTF8.GetString(recorded.Event.Parameters.Span);

    private sealed class PickyMapper : IObjectEventMapper
    {
        private readonly ObjectEventMapper _inner = new(ObjectEventMapper.DefaultSchema);

        public int Calls { get; private set; }

        public IgluUri Schema => _inner.Schema;

        public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data)
        {
            Calls++;
            _inner.WriteData(objectEvent, data);
            if (int.Parse(objectEvent.Key.AsSpan(1)) % 7 == 3)
            {
                throw new InvalidOperationException("not this one");
            }
        }
    }

    private sealed class NestingMapper : IObjectEventMapper
    {
        private readonly ObjectEventMapper _inner = new(ObjectEventMapper.DefaultSchema);

        public IgluUri Schema => _inner.Schema;

        public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data)
        {
            TestEvents.Of(1, 100);
            _inner.WriteData(objectEvent, data);
            TestEvents.Of(2);
        }
    }

    private sealed class PickyProvider : IEntityProvider
    {
        public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities)
        {
            if (objectEvent.Key is "k2")
            {
                throw new InvalidOperationException("not this one");
            }
        }
    }

    private sealed class Observer(bool throws) : IObjectEventObserver
    {
        public List<string> Keys { get; } = [];

        public void OnObjectEvent(in ObjectEventView objectEvent)
        {
            Keys.Add(objectEvent.Key.ToString());
            if (throws)
            {
                throw new InvalidOperationException("angry");
            }
        }
    }

    private sealed class CarelessEmitter(bool throws) : IEventEmitter
    {
        public Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default) =>
            throws ? throw new TimeoutException("no task, an exception") : Task.FromResult<IReadOnlyList<EventOutcome>>([]);

        public Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default) => Task.FromResult(default(FlushResult));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
