using System.Runtime.CompilerServices;
using System.Threading.Channels;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>A source that says that more is on its way, and one that says it is not.</summary>
public sealed class BackloggedSourceTests
{
    [Fact]
    public async Task RunAsync_WithABacklog_LetsEventsWaitForEachOther()
    {
        await using var rig = new DeliveryRig();
        var source = new Trickle { HasBacklog = true };
        Task run = await RunAsync(rig, source, count: 3);

        // Each was alone when it came, before an idle emitter; now they have waited for as long as they may.
        rig.Time.Advance(new DeliveryOptions().Linger);
        source.End();
        await run.Within();

        Assert.Equal(3, Assert.Single(rig.Collector.Attempts).EventIds.Count);
    }

    [Fact]
    public async Task RunAsync_WithoutABacklog_SendsBeforeItWaits()
    {
        await using var rig = new DeliveryRig();
        var source = new Trickle();
        Task run = await RunAsync(rig, source, count: 1);

        // No time has passed.
        await rig.Collector.AttemptAsync(1);
        source.End();
        await run.Within();
    }

    [Fact]
    public async Task RunAsync_BackloggedSourceThatEnds_SendsWhatItHas()
    {
        await using var rig = new DeliveryRig();
        var source = new Trickle { HasBacklog = true };
        Task run = await RunAsync(rig, source, count: 2);

        source.End();
        await run.Within();

        Assert.Equal(2, Assert.Single(rig.Collector.Attempts).EventIds.Count);
    }

    // Gives one after the other, each when the one before has been taken and the next one is waited for.
    private static async Task<Task> RunAsync(DeliveryRig rig, Trickle source, int count)
    {
        var relay = new ObjectEventRelay(new RelayOptions(), rig.Emitter, timeProvider: rig.Time);
        Task run = relay.RunAsync(source);
        for (int i = 0; i < count; i++)
        {
            await Patience.UntilAsync(() => source.Waits == i + 1, "the source to be waited for");
            source.Give(new Notification(RelayRig.Records(1, from: i), $"n{i}"));
        }

        await Patience.UntilAsync(() => rig.Statistics.Accepted == count, "the last one to be taken");
        return run;
    }

    private sealed class Trickle : IBackloggedSource
    {
        private readonly Channel<Notification> _given = Channel.CreateUnbounded<Notification>();
        private int _waits;

        public bool HasBacklog { get; init; }

        public int Waits => Volatile.Read(ref _waits);

        public void Give(Notification notification) => _given.Writer.TryWrite(notification);

        public void End() => _given.Writer.Complete();

        public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (true)
            {
                ValueTask<bool> more = _given.Reader.WaitToReadAsync(cancellationToken);
                Interlocked.Increment(ref _waits);
                if (!await more)
                {
                    yield break;
                }

                _given.Reader.TryRead(out Notification? next);
                yield return next!;
            }
        }
    }
}
