using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using S3Snowplow.RabbitMq.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.RabbitMq.Tests.Broker;

/// <summary>What becomes of messages that the relay rejects.</summary>
[Collection(BrokerCollection.Name)]
public sealed class RejectedTests(RealBroker broker)
{
    private static readonly byte[] NoNotification = Encoding.UTF8.GetBytes("""{"secret member value": "to be kept as it is, é"}""");

    [NeedsBrokerFact]
    public async Task Rejected_IsMovedAsItIsWithTheReasonAndAcknowledged()
    {
        string queue = await broker.NewQueueAsync();
        string rejected = await broker.NewQueueAsync("rejected");
        string elsewhere = await broker.NewQueueAsync("elsewhere");
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.RejectedQueue) = (broker.Uri, queue, rejected));
        await broker.PublishAsync(queue, [NoNotification], sent =>
        {
            (sent.MessageId, sent.ContentType, sent.UserId, sent.Expiration, sent.DeliveryMode) = ("m-1", "application/json", "guest", "600000", DeliveryModes.Transient);
            sent.Headers = new Dictionary<string, object?> { ["own"] = "kept", ["CC"] = new List<object> { elsewhere } };
        });
        await broker.PublishAsync(queue, RelayHost.Records(3));

        BasicGetResult moved = await broker.TakeAsync(rejected);
        await host.Collector.WaitForAsync(3);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "all acknowledged");

        Assert.Equal(NoNotification, moved.Body.ToArray());
        Assert.Equal(("m-1", "application/json", true), (moved.BasicProperties.MessageId, moved.BasicProperties.ContentType, moved.BasicProperties.Persistent));
        Assert.Equal((null, null), (moved.BasicProperties.UserId, moved.BasicProperties.Expiration));
        Assert.Equal("kept", Header(moved, "own"));
        Assert.StartsWith("UnknownShape at $ (byte 0)", Header(moved, "x-s3snowplow-reason"), StringComparison.Ordinal);
        Assert.Equal(queue, Header(moved, "x-s3snowplow-queue"));
        Assert.StartsWith($"Notification {Header(moved, "x-s3snowplow-notification")}: ", Assert.Single(host.Logged(3610)).Message, StringComparison.Ordinal);
        Assert.Equal(new QueueCounts(1, 0, 0), await broker.CountAsync(elsewhere));
        Assert.DoesNotContain("to be kept", await host.EverythingSaidAsync(), StringComparison.Ordinal);
    }

    [NeedsBrokerFact]
    public async Task Rejected_ByTheCollector_IsMovedWithItsAnswer()
    {
        string queue = await broker.NewQueueAsync();
        string rejected = await broker.NewQueueAsync("rejected");
        await using RelayHost host = await RelayHost.CreateAsync(source => (source.Uri, source.Queue, source.RejectedQueue) = (broker.Uri, queue, rejected));
        host.Collector.Faults.Always(CollectorFault.Status(422));
        await broker.PublishAsync(queue, RelayHost.Records(1));
        await host.StartAsync();

        Assert.Contains("422", Header(await broker.TakeAsync(rejected), "x-s3snowplow-reason"), StringComparison.Ordinal);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "acknowledged");
    }

    [NeedsBrokerFact]
    public async Task Rejected_ForItsSize_IsMovedWhole()
    {
        string queue = await broker.NewQueueAsync();
        string rejected = await broker.NewQueueAsync("rejected");
        byte[] large = new byte[3_000_000];
        new Random(4).NextBytes(large);
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.RejectedQueue) = (broker.Uri, queue, rejected), relay => relay.MaxNotificationBytes = 1_000_000);
        await broker.PublishAsync(queue, [large]);

        BasicGetResult moved = await broker.TakeAsync(rejected);

        Assert.True(large.AsSpan().SequenceEqual(moved.Body.Span));
        Assert.StartsWith("TooLarge", Header(moved, "x-s3snowplow-reason"), StringComparison.Ordinal);
    }

    [NeedsBrokerFact]
    public async Task Rejected_ToBeAcknowledged_IsGone()
    {
        string queue = await broker.NewQueueAsync();
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue) = (broker.Uri, queue), relay => relay.OnRejected = RejectedHandling.Acknowledge);
        await broker.PublishAsync(queue, [NoNotification]);

        await host.WaitForLogAsync(1001);
        await broker.WaitForAsync(queue, QueueCounts.Empty, "acknowledged");
    }

    [NeedsBrokerFact]
    public async Task Rejected_ToBeDeadLettered_GoesWhereTheQueueSays()
    {
        string dead = await broker.NewQueueAsync("dead");
        string queue = await broker.NewQueueAsync(arguments: [("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead)]);
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.DeadLetterRejected) = (broker.Uri, queue, true));
        await broker.PublishAsync(queue, [NoNotification]);

        Assert.Equal(NoNotification, (await broker.TakeAsync(dead)).Body.ToArray());
        await broker.WaitForAsync(queue, QueueCounts.Empty, "gone");
    }

    [NeedsBrokerFact]
    public async Task RejectedQueue_DeletedMeanwhile_KeepsTheMessageUntilItIsBack()
    {
        string queue = await broker.NewQueueAsync();
        string rejected = await broker.NewQueueAsync("rejected");
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.RejectedQueue, source.RequeueDelay) = (broker.Uri, queue, rejected, TimeSpan.FromMilliseconds(200)));
        await host.WaitForLogAsync(3600);
        await broker.DoAsync(channel => channel.QueueDeleteAsync(rejected));
        await broker.PublishAsync(queue, [NoNotification]);

        await host.WaitForLogAsync(3611, 2);
        await host.WaitForHealthAsync(HealthStatus.Degraded, $"cannot move what was rejected to the queue {rejected} (no such queue)");
        Assert.Equal(1, (await broker.CountAsync(queue)) is { } counts ? counts.Ready + counts.Held : 0);

        await broker.DoAsync(channel => channel.QueueDeclareAsync(rejected, durable: true, exclusive: false, autoDelete: false));
        Assert.Equal(NoNotification, (await broker.TakeAsync(rejected)).Body.ToArray());
        await broker.WaitForAsync(queue, QueueCounts.Empty, "acknowledged");
        await host.WaitForHealthAsync(HealthStatus.Healthy, "relaying");
    }

    [NeedsBrokerFact]
    public async Task RejectedQueue_ThatIsFull_KeepsTheMessage()
    {
        string queue = await broker.NewQueueAsync();
        string rejected = await broker.NewQueueAsync("rejected", arguments: [("x-max-length", 1), ("x-overflow", "reject-publish")]);
        await broker.PublishAsync(rejected, ["one"u8.ToArray()]);
        await using RelayHost host = await RelayHost.StartAsync(source => (source.Uri, source.Queue, source.RejectedQueue, source.RequeueDelay) = (broker.Uri, queue, rejected, TimeSpan.FromMilliseconds(200)));
        await broker.PublishAsync(queue, [NoNotification]);

        await host.WaitForLogAsync(3611);
        Assert.Contains("(the broker refused it)", host.Logged(3611)[0].Message, StringComparison.Ordinal);
        Assert.Equal("one", Encoding.UTF8.GetString((await broker.TakeAsync(rejected)).Body.Span));

        Assert.Equal(NoNotification, (await broker.TakeAsync(rejected)).Body.ToArray());
        await broker.WaitForAsync(queue, QueueCounts.Empty, "acknowledged");
    }

    private static string Header(BasicGetResult message, string name) => Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![name]!);
}
