using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Events;

public sealed class CapacityEventsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ProcessorCapacity Capacity =
        new("ops1", "small", Throughput.Parse("2 GiB/h"), Noon.AddMilliseconds(1), CapacityOrigin.Git, "8c9923e0d0b290e075178306fdf611111111111a");

    // Golden: consumers find an event again by these.
    [Fact]
    public void Ids_OfFacts_AreThese()
    {
        var events = new CapacityEvents();

        Assert.Equal(
            [
                (new Guid("d7a68ef5-ab76-504f-b57c-62bce87e458d"), Noon.AddMilliseconds(1)),
                (new Guid("20de297c-8acf-578d-860c-14b91c5775a4"), Noon),
            ],
            new[]
            {
                events.Change(Capacity),
                events.Heartbeat(Capacity, Noon),
            }.Select(one => (one.Id, one.TrueTime)));
    }

    [Fact]
    public void Ids_OfOtherFacts_AreOthers()
    {
        var events = new CapacityEvents();

        Guid[] ids =
        [
            events.Change(Capacity).Id,
            events.Change(Capacity with { Pipeline = "ops2" }).Id,
            events.Change(Capacity with { Revision = "2" }).Id,
            events.Heartbeat(Capacity, Noon).Id,
            events.Heartbeat(Capacity, Noon.AddMinutes(15)).Id,
            events.Heartbeat(Capacity with { Revision = "2" }, Noon).Id,
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public async Task Events_AtACollector_AreGood()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var emitter = new BufferedEventEmitter(new RelayOptions { CollectorUri = collector.Uri });
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(30));
        var events = new CapacityEvents();

        foreach (SnowplowEvent one in (SnowplowEvent[])
            [events.Change(Capacity), events.Heartbeat(Capacity, Noon)])
        {
            await emitter.EnqueueAsync(one, scope);
        }

        scope.Seal();
        await scope.Completion;
        await collector.WaitUntilJudgedAsync();

        Assert.Empty(collector.Bad);
        Assert.Equal(2, collector.Good.Count);
        Assert.All(collector.Good, good => Assert.Equal("iglu:io.s3snowplow/pipeline/jsonschema/1-0-0", Assert.Single(good.Contexts).Schema));
    }

    [Fact]
    public void AddEntities_Object_HasThePipelineOfItsLongestInput()
    {
        var live = new LiveBands();
        var provider = new PipelineEntityProvider(live);
        Assert.Null(NameFor(provider, "acme-raw", "in/1"));

        live.Set(CapacityBands.Parse("""
            bands: { small: { throughput: 1 GB/h } }
            pipelines:
              wide: { band: small, inputs: [ { bucket: acme-raw } ] }
              "in": { band: small, inputs: [ { bucket: acme-raw, prefix: in/ } ] }
            """), Noon);

        Assert.Equal("{\"name\":\"in\"}", NameFor(provider, "acme-raw", "in/1"));
        Assert.Equal("{\"name\":\"wide\"}", NameFor(provider, "acme-raw", "out/1"));
        Assert.Null(NameFor(provider, "other", "in/1"));
    }

    private static string? NameFor(PipelineEntityProvider provider, string bucket, string key)
    {
        List<SelfDescribingJson> entities = [];
        provider.AddEntities(ObjectEventView.Of(Objects.Put(bucket, key, 1, Noon)), entities);
        return entities.Count == 0 ? null : System.Text.Encoding.UTF8.GetString(Assert.Single(entities).Data.Span);
    }
}
