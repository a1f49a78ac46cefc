using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Ceph posts to the front, the front to the worker's webhook, which answers when the notification is in its spool.</summary>
internal sealed class SpoolPath(LocalCollector collector, RecordingFront front) : RelayPath(collector)
{
    private const int Parallel = 8;

    public override string Name => "webhook and spool";

    public override SignalledCount Taken => front.AcceptedCount;

    public static async Task<SpoolPath> StartAsync(CephStore store, string bucket, int objects)
    {
        LocalCollector collector = await LocalCollector.StartAsync();
        RecordingFront front = await RecordingFront.StartAsync();
        await store.AddBucketAsync(bucket, front.Uri);
        return new SpoolPath(collector, front) { Writers = new ObjectWriters(store, bucket, objects, Parallel) };
    }

    public override void Route(Uri? webhook) => front.Webhook = webhook;

    public override Task<Account> AccountAsync()
    {
        // A default topic tries once, and always.
        Assert.Equal(Writers.Stored.Value, front.Posted.Count);
        Assert.Equal(0, front.Refused);
        return Task.FromResult(new Account(front.Accepted, front.Posted, Collector));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await front.DisposeAsync();
    }
}
