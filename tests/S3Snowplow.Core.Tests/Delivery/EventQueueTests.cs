using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>The room of batches is used again, and much of it is given back when nothing is under way.</summary>
public sealed class EventQueueTests
{
    private static readonly PostBody Around = new(new TrackerIdentity("space", "app"));
    private static readonly SnowplowEvent Large = TestEvents.OfBody(1, 50_000);

    [Fact]
    public void Rest_AfterUsualBatches_KeepsTheirRoom()
    {
        EventQueue queue = NewQueue();
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        Batch[] first = UsedAtATime(queue, scope, batches: 20);

        queue.Rest();

        Batch[] second = [.. first.Select(_ => queue.NewBatch())];
        Assert.Equal(first.ToHashSet(), second.ToHashSet());
        Assert.All(second, batch => Assert.InRange(batch.RoomBytes, Large.Parameters.Length, 200_000));
        Assert.All(second, batch => Assert.Equal((0, 0), (batch.Count, batch.Bytes)));
    }

    [Fact]
    public void Rest_AfterVeryLargeBatches_GivesRoomBack()
    {
        EventQueue queue = NewQueue();
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        int used = UsedAtATime(queue, scope, batches: 40, eventsInEach: 20).Length;

        queue.Rest();

        long kept = Enumerable.Range(0, used).Sum(_ => queue.NewBatch().RoomBytes);
        Assert.InRange(kept, 8 * 1024 * 1024, 16 * 1024 * 1024);
    }

    private static EventQueue NewQueue() => new(new DeliveryOptions { MaxBatchBytes = 1_100_000 }, Around, static _ => { });

    private static Batch[] UsedAtATime(EventQueue queue, DeliveryScope scope, int batches, int eventsInEach = 1)
    {
        List<Batch> used = [];
        for (int i = 0; i < batches; i++)
        {
            for (int j = 0; j < eventsInEach; j++)
            {
                queue.Add(new QueuedEvent(scope, j, Around.BytesOf(Large.Parameters.Length), acceptedAt: 0, new FlushEpoch(0)), Large.Parameters.Span, default);
            }

            used.Add(queue.Take()!);
        }

        used.ForEach(queue.Recycle);
        return [.. used];
    }
}
