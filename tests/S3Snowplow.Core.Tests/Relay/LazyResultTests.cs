using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>The events of a result are read from the body when somebody asks for them.</summary>
public sealed class LazyResultTests
{
    [Fact]
    public async Task Events_AskedForInTheCallback_AreThoseOfTheBody()
    {
        byte[] body = RelayRig.Records(3);
        IReadOnlyList<EventResult> seen = [];
        var transport = new RecordingEventTransport();
        await using var relay = new ObjectEventRelay(new RelayOptions(), transport: transport);

        await relay.RunAsync(new Given(new Notification(body, settle: Read))).Within();

        // Read once and kept: the body may be used again.
        Array.Clear(body);
        Assert.Equal(["k0", "k1", "k2"], seen.Select(one => one.ObjectEvent.Key));
        Assert.Equal(transport.Batches.SelectMany(batch => batch.Events).Select(one => one.Id), seen.Select(one => one.EventId));
        Assert.All(seen, one => Assert.Equal(DeliveryOutcome.Delivered, one.Outcome.Outcome));

        ValueTask Read(RelayResult result)
        {
            seen = result.Events;
            _ = seen[0];
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Events_OfABodyThatWasChanged_SayThatItWas()
    {
        byte[] body = RelayRig.Records(2);
        await using var rig = new RelayRig();
        RelayResult result = await rig.RelayAsync(body).Within();

        RelayRig.Records(1).CopyTo(body.AsSpan());
        body.AsSpan(RelayRig.Records(1).Length).Fill((byte)' ');

        Assert.Equal(2, result.Events.Count);
        string message = Assert.Throws<InvalidOperationException>(() => result.Events[0]).Message;
        Assert.Equal("The body of notification n holds 1 events now, and 2 were relayed: it was changed before its results were read. Read them in the settle callback, or leave the body alone.", message);
    }

    [Fact]
    public async Task Outcomes_OfABodyThatWasChanged_AreThere()
    {
        byte[] body = RelayRig.Records(2);
        await using var rig = new RelayRig(mapper: new Picky());
        RelayResult result = await rig.RelayAsync(body).Within();

        Array.Clear(body);

        Assert.Equal([DeliveryOutcome.Delivered, DeliveryOutcome.Rejected], result.Outcomes.Select(one => one.Outcome));
        Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
    }

    [Fact]
    public async Task Events_BehindAFilter_AreThoseThatPassed()
    {
        await using var rig = new RelayRig(options => options.Filter.KeySuffix = "1");

        RelayResult result = await rig.RelayAsync(RelayRig.Records(12)).Within();

        Assert.Equal(["k1", "k11"], result.Events.Select(one => one.ObjectEvent.Key));
        Assert.Equal(10, result.Filtered);
    }

    private sealed class Picky : Mapping.IObjectEventMapper
    {
        public IgluUri Schema { get; } = IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-0");

        public void WriteData(in ObjectEvent objectEvent, System.Buffers.IBufferWriter<byte> data)
        {
            byte[] written = objectEvent.Key == "k1" ? throw new InvalidOperationException("mine") : Encoding.UTF8.GetBytes("{}");
            written.CopyTo(data.GetSpan(written.Length));
            data.Advance(written.Length);
        }
    }
}
