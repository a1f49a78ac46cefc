using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Hosting.Tests.Sqs;

/// <summary>The collector is away for an hour: nothing may reach the dead letter queue by that.</summary>
public sealed class SqsOutageTests
{
    [Theory]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(0)]
    public async Task AnHourWithoutTheCollector_PutsNothingIntoTheDeadLetterQueue(int status)
    {
        // The queue has more than the process can hold.
        await using var rig = new SqsRig(queue => queue.MaxReceiveCount = 2, relay: relay => (relay.Delivery.QueueCapacity, relay.Delivery.MaxBatchEvents) = (50, 50));
        rig.Collector.Status = status;
        rig.Send(200);
        await rig.StartAsync();

        // On a busy machine the five minutes could pass before the queue is asked for the first time.
        await rig.PassUntilAsync(() => rig.Queue.Requests.Any(request => request.Operation == "ReceiveMessage"), "the queue is asked");
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        int receives = rig.Queue.Requests.Count(request => request.Operation == "ReceiveMessage");
        HealthReportEntry meanwhile = await rig.HealthAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(55));

        Assert.Empty(rig.Queue.DeadLetters);
        Assert.Equal((200, 1), (rig.Queue.Count, rig.Queue.MaxReceiveCount));
        Assert.Equal(receives, rig.Queue.Requests.Count(request => request.Operation == "ReceiveMessage"));
        Assert.Equal(status == 404 ? HealthStatus.Unhealthy : HealthStatus.Degraded, meanwhile.Status);

        rig.Collector.Status = 200;
        await rig.PassUntilAsync(() => rig.Queue.Deleted == 200, "everything is delivered and deleted");
        Assert.Empty(rig.Queue.DeadLetters);
        Assert.Equal(200, rig.Collector.EventIds.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
        await rig.StopWhileTimePassesAsync();
    }
}
