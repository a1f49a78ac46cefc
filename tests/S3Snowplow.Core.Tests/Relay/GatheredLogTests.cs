using S3Snowplow.Core.Tests.Rig;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What happens to many notifications for one reason is one line with their number.</summary>
public sealed class GatheredLogTests
{
    [Fact]
    public async Task SourceThatIsGone_ThrowsForEach_AndIsSaidOnce()
    {
        await using var rig = new RelayRig();
        Notification[] Make() => [.. Enumerable.Range(0, 60).Select(i => rig.Notify(RelayRig.Records(1, i), $"n{i}", _ => throw new IOException("the queue is gone")))];

        await rig.Relay.RunAsync(new Given(Make())).Within();
        await rig.Relay.RelayAllAsync(Make(), Timeout.InfiniteTimeSpan).Within();

        Assert.Empty(rig.Logged(1005));
        Assert.Equal([60, 60], rig.Logged(1007).Select(line => line.State["Count"]));
        Assert.All(rig.Logged(1007), line => Assert.IsType<IOException>(line.Exception));
    }

    [Fact]
    public async Task SourceThatFailsOnWhileItIsRead_IsSaidAfterSomeSeconds()
    {
        await using var rig = new RelayRig();
        var source = new EndlessSource([rig.Notify(RelayRig.Records(1), "a", _ => throw new IOException()), rig.Notify(RelayRig.Records(1, 1), "b", _ => throw new IOException())]);
        using var stop = new CancellationTokenSource();
        Task run = rig.Relay.RunAsync(source, stop.Token);
        await Patience.UntilAsync(() => rig.Settled.Count == 2 && rig.Time.NextDue is not null, "both have thrown");

        Assert.DoesNotContain(rig.Logs.Entries, line => line.EventId.Id is 1005 or 1007);
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await Patience.UntilAsync(() => rig.Logs.Entries.Any(line => line.EventId.Id is 1005 or 1007), "the line");
        await stop.CancelAsync();
        await run.Within();

        Assert.Equal(2, rig.Logged(1005).Count + rig.Logged(1007).Sum(line => (int)line.State["Count"]!));
    }

    [Fact]
    public async Task RelayThatStops_WhileTheCollectorIsSilent_SaysOnceHowManyItAbandons()
    {
        await using var delivery = new DeliveryRig();
        delivery.Collector.KeepOpen();
        await using var rig = new RelayRig(buffered: delivery.Emitter);
        var source = new EndlessSource([.. Enumerable.Range(0, 100).Select(i => rig.Notify(RelayRig.Records(1, i), $"n{i}"))]);
        using var stop = new CancellationTokenSource();
        Task run = rig.Relay.RunAsync(source, stop.Token);
        await Patience.UntilAsync(() => delivery.Statistics.Pending == 100, "all are held");

        await stop.CancelAsync();
        while (!run.IsCompleted)
        {
            delivery.Time.Advance(TimeSpan.FromSeconds(1));
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(() => { });
        }

        await run;
        Assert.Equal(100, Assert.Single(delivery.Logged(1012)).State["Count"]);
    }

    private sealed class EndlessSource(Notification[] given) : IObjectEventSource
    {
        public async IAsyncEnumerable<Notification> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (Notification notification in given)
            {
                yield return notification;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }
}
