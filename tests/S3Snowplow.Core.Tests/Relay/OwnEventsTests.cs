using System.Text;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>The seams together: an entity on each event, an observer that counts, and an event of one's own, all judged by one's own schemas.</summary>
public sealed class OwnEventsTests : IDisposable
{
    private static readonly IgluUri Entity = IgluUri.Parse("iglu:com.acme/team/jsonschema/1-0-0");
    private static readonly IgluUri Total = IgluUri.Parse("iglu:com.acme/bucket_total/jsonschema/1-0-0");
    private readonly string _schemas = Directory.CreateTempSubdirectory("schemas").FullName;

    public OwnEventsTests()
    {
        AddSchema(Entity, """{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string"}}}""");
        AddSchema(Total, """{"type":"object","required":["bucket","bytes"],"additionalProperties":false,"properties":{"bucket":{"type":"string"},"bytes":{"type":"integer","minimum":1}}}""");
    }

    [Fact]
    public async Task Seams_Together_GiveGoodEvents()
    {
        await using LiveRig rig = await LiveRig.StartAsync(collect: options => options.SchemaFolders.Add(_schemas));
        var totals = new Totals();
        await using var relay = new ObjectEventRelay(rig.Options, rig.Emitter, entityProviders: [new TeamOfBucket()], observers: [totals]);

        RelayResult result = await relay.RelayAsync(new Notification(RelayRig.Records(3, bucket: "landing")), Timeout.InfiniteTimeSpan).Within();
        await relay.Emitter.SendAsync([totals.ToEvent("landing")], Timeout.InfiniteTimeSpan).Within();
        await rig.Collector.WaitUntilJudgedAsync().Within();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Empty(rig.Collector.Bad.SelectMany(bad => bad.Errors));
        Assert.Equal(4, rig.Collector.Good.Count);
        Assert.All(rig.Collector.Good.Take(3), good =>
        {
            CollectedEntity entity = Assert.Single(good.Contexts);
            Assert.Equal((Entity.Text, "team of landing"), (entity.Schema, entity.Data.GetProperty("name").GetString()));
        });
        GoodEvent total = rig.Collector.Good[3];
        Assert.Equal((Total.Text, 3), (total.Schema, total.Data.GetProperty("bytes").GetInt32()));
        Assert.Empty(total.Contexts);
    }

    public void Dispose() => Directory.Delete(_schemas, recursive: true);

    private void AddSchema(IgluUri uri, string schema)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_schemas, uri.Vendor, uri.Name, uri.Format)).FullName;
        File.WriteAllText(Path.Combine(folder, uri.Version), schema);
    }

    private sealed class TeamOfBucket : IEntityProvider
    {
        public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities) =>
            entities.Add(new SelfDescribingJson(Entity, Encoding.UTF8.GetBytes($$"""{"name":"team of {{objectEvent.Bucket}}"}""")));
    }

    private sealed class Totals : IObjectEventObserver
    {
        private readonly Dictionary<string, long> _bytes = [];
        private DateTimeOffset _last;

        public void OnObjectEvent(in ObjectEventView objectEvent)
        {
            string bucket = objectEvent.Bucket.ToString();
            _bytes[bucket] = _bytes.GetValueOrDefault(bucket) + objectEvent.ArrivedBytes;
            _last = objectEvent.Time;
        }

        public SnowplowEvent ToEvent(string bucket) => SnowplowEvent.Create(
            Total, EventIdentity.Create(EventIdentity.ObjectEventNamespace, Encoding.UTF8.GetBytes(bucket)), _last, Encoding.UTF8.GetBytes($$"""{"bucket":"{{bucket}}","bytes":{{_bytes[bucket]}}}"""));
    }
}
