using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>
/// Ceph publishes to an exchange and answers a put when the broker has confirmed it; the worker consumes a durable queue. A second queue, which nobody consumes, tells
/// what Ceph has sent.
/// </summary>
internal sealed class QueuePath(LocalCollector collector, RabbitBroker broker, string bucket) : RelayPath(collector)
{
    // A put waits for a tenth of a second and more: Ceph looks for confirmations that often.
    private const int Parallel = 48;

    private readonly string _queue = bucket;
    private readonly string _rejected = bucket + ".rejected";
    private readonly string _copies = bucket + ".copies";

    public override string Name => "queue";

    /// <summary>What is stored is in the queue, and the worker takes it as soon as it can.</summary>
    public override SignalledCount Taken => Writers.Stored;

    public static async Task<QueuePath> StartAsync(CephStore store, string bucket, int objects)
    {
        LocalCollector collector = await LocalCollector.StartAsync();
        RabbitBroker broker = await RabbitBroker.StartAsync();
        var path = new QueuePath(collector, broker, bucket) { Writers = new ObjectWriters(store, bucket, objects, Parallel) };
        await broker.AddQueueAsync(bucket, path._queue);
        await broker.AddQueueAsync(bucket, path._copies);
        await broker.AddQueueAsync(path._rejected, path._rejected);
        await store.AddBucketAsync(bucket, broker.Uri, $"amqp-exchange={bucket}", "amqp-ack-level=broker");
        return path;
    }

    public override WorkerProcess StartWorker() => WorkerProcess.Start(
        Folder,
        Collector.Uri,
        $"S3Snowplow:RabbitMq:Uri={broker.Uri.OriginalString}",
        $"S3Snowplow:RabbitMq:Queue={_queue}",
        $"S3Snowplow:RabbitMq:RejectedQueue={_rejected}");

    /// <summary>Everything that Ceph has sent; a second call gives what came since.</summary>
    public Task<IReadOnlyList<StoreRecord>> TakeSentAsync() => broker.TakeAllAsync(_copies);

    public override async Task<Account> AccountAsync()
    {
        IReadOnlyList<StoreRecord> sent = await TakeSentAsync();
        Assert.Equal(Writers.Stored.Value, sent.Count);
        return new Account(sent, sent, Collector);
    }

    public override async Task CheckNothingIsLeftAsync(WorkerProcess worker)
    {
        await base.CheckNothingIsLeftAsync(worker);
        Assert.Equal((0u, 0u), (await broker.CountAsync(_queue), await broker.CountAsync(_rejected)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await broker.DisposeAsync();
    }
}
