using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>A source through the pulled door: its end, its failures, its pauses, and the ways to stop.</summary>
public sealed class RunAsyncTests
{
    [Fact]
    public async Task RunAsync_SourceThrowsAfterSome_SettlesThoseThenThrows()
    {
        await using var rig = new RelayRig();
        rig.Emitter.Hold();
        var broken = new InvalidDataException("the disk is gone");
        Task run = rig.Relay.RunAsync(new Given(rig.Notify(RelayRig.Records(1)), rig.Notify(RelayRig.Records(2, 1))) { Then = broken });
        await rig.Emitter.WaitForAsync(3).Within();
        Assert.False(run.IsCompleted);

        rig.Emitter.Release();

        Assert.Same(broken, await Assert.ThrowsAsync<InvalidDataException>(() => run.Within()));
        Assert.All(rig.Settled, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.Equal(2, rig.Settled.Count);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileReadingWithNothingUnderWay_ReturnsAtOnce()
    {
        await using var rig = new RelayRig();
        using var stop = new CancellationTokenSource();
        var source = new InMemoryObjectEventSource();
        Task<RelayResult> result = await source.AddAsync(RelayRig.Records(1));
        Task run = rig.Relay.RunAsync(source, stop.Token);
        Assert.Equal(DeliveryOutcome.Delivered, (await result.Within()).Outcome);

        await stop.CancelAsync();

        await run.Within();
        Assert.Equal(0, rig.Emitter.Flushes);
    }

    [Fact]
    public async Task RunAsync_CancelledInFlight_DrainsThenAbandons()
    {
        await using var rig = new RelayRig(options => options.Delivery.DrainTimeout = TimeSpan.FromSeconds(5));
        rig.Emitter.Hold();
        using var stop = new CancellationTokenSource();
        var source = new InMemoryObjectEventSource();
        Task<RelayResult> result = await source.AddAsync(RelayRig.Records(2));
        Task run = rig.Relay.RunAsync(source, stop.Token);
        await rig.Emitter.WaitForAsync(2).Within();

        await stop.CancelAsync();
        await rig.Time.WaitForTimersAsync(1, CancellationToken.None).Within();
        Assert.False(result.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(5));

        await run.Within();
        Assert.All((await result).Events, settled => Assert.Equal(EventOutcome.Abandoned(OutcomeReason.Stopped), settled.Outcome));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_CancelledAfterTheSourcesEnd_DrainsThenAbandons(bool throws)
    {
        await using var rig = new RelayRig(options => options.Delivery.DrainTimeout = TimeSpan.FromSeconds(5));
        rig.Emitter.Hold();
        using var stop = new CancellationTokenSource();
        Given source = new(rig.Notify(RelayRig.Records(2))) { Then = throws ? new InvalidDataException() : null };
        Task run = rig.Relay.RunAsync(source, stop.Token);
        await rig.Emitter.WaitForAsync(2).Within();
        await Patience.UntilAsync(() => source.Asked == 2, "the source to be read on");

        await stop.CancelAsync();
        await rig.Time.WaitForTimersAsync(1, CancellationToken.None).Within();
        rig.Time.Advance(TimeSpan.FromSeconds(5));

        await (throws ? Assert.ThrowsAsync<InvalidDataException>(() => run.Within()) : run.Within());
        Assert.Equal(DeliveryOutcome.Abandoned, Assert.Single(rig.Settled).Outcome);
    }

    [Fact]
    public async Task RunAsync_CancelledWhilePaused_Returns()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.AnswerWith(503);
        await rig.SendAsync(1);
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Retrying, "the outage");
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example"), Delivery = { DrainTimeout = TimeSpan.Zero } };
        await using var relay = new ObjectEventRelay(options, rig.Emitter, timeProvider: rig.Time);
        using var stop = new CancellationTokenSource();
        var source = new InMemoryObjectEventSource();
        Task<RelayResult> first = await source.AddAsync(RelayRig.Records(1));
        Task<RelayResult> second = await source.AddAsync(RelayRig.Records(1, 1));
        Task run = relay.RunAsync(source, stop.Token);
        await Patience.UntilAsync(() => rig.Statistics.Accepted == 2, "the relay to have taken the first and to wait");

        await stop.CancelAsync();

        await run.Within();
        Assert.Equal(OutcomeReason.Stopped, Assert.Single((await first.Within()).Events).Outcome.Reason);
        Assert.False(second.IsCompleted);
        Assert.Equal(2, rig.Statistics.Accepted);
    }

    [Fact]
    public async Task RunAsync_CancelledWaitingForRoom_GivesBackWhatHadNone()
    {
        await using var full = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents, options.DrainTimeout) = (2, 1, TimeSpan.Zero));
        full.Collector.KeepOpen();
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example"), Delivery = { DrainTimeout = TimeSpan.Zero } };
        await using var relay = new ObjectEventRelay(options, full.Emitter, timeProvider: full.Time);
        using var stop = new CancellationTokenSource();
        var source = new InMemoryObjectEventSource();
        Task<RelayResult> result = await source.AddAsync(RelayRig.Records(5));
        Task run = relay.RunAsync(source, stop.Token);
        await full.Collector.AttemptAsync(2);

        await stop.CancelAsync();

        await run.Within();
        Assert.Equal(
            [.. Enumerable.Repeat("the relay was stopped", 2), .. Enumerable.Repeat("the relay was stopped before there was room for it", 3)],
            (await result).Events.Select(settled => settled.Outcome.Text));
        Assert.Equal(2, full.Statistics.Accepted);
    }

    [Fact]
    public async Task RunAsync_CollectorFails_PausesTheSourceAndGoesOnWithoutDeadlock()
    {
        await using var rig = new DeliveryRig(options => options.RetryBudget = TimeSpan.FromMinutes(1));
        rig.Collector.AnswerWith(503);
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, rig.Emitter, timeProvider: rig.Time);
        var source = new InMemoryObjectEventSource();
        Task<RelayResult>[] results = new Task<RelayResult>[50];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await source.AddAsync(RelayRig.Records(1, i));
        }

        source.Complete();
        await rig.SendAsync(1);
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Retrying, "the outage");
        Task run = relay.RunAsync(source);
        while (rig.Statistics.Expired < 6)
        {
            await rig.PassAsync(TimeSpan.FromSeconds(1));
            await Task.Run(() => { });
        }

        // One at a time: when nothing is held any more, the source is asked for the event that finds out whether the collector is back.
        Assert.InRange(rig.Statistics.Accepted, 6, 8);
        rig.Collector.AnswerWith(200);
        while (!run.IsCompleted)
        {
            await rig.PassAsync(TimeSpan.FromSeconds(1));
            await Task.Run(() => { });
        }

        await run.Within();
        Assert.Equal(DeliveryOutcome.Delivered, (await results[^1]).Outcome);
        Assert.Equal(51, rig.Statistics.Accepted);
    }

    [Fact]
    public async Task RunAsync_EmitterClosedUnderIt_EndsInsteadOfGivingEverythingBack()
    {
        await using var rig = new RelayRig();
        Given source = new([.. Enumerable.Range(0, 100).Select(i => rig.Notify(RelayRig.Records(1, i)))]);
        await rig.Emitter.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Relay.RunAsync(source).Within());

        // What was taken together before the first of them was refused, and no more.
        Assert.InRange(source.Asked, 1, 16);
        Assert.Equal(source.Asked, rig.Settled.Count);
        Assert.All(rig.Settled, settled => Assert.Equal(OutcomeReason.EmitterClosed, Assert.Single(settled.Events).Outcome.Reason));
    }

    [Fact]
    public async Task RunAsync_SettleThrows_EndsAllTheSame()
    {
        await using var rig = new RelayRig();

        await rig.Relay.RunAsync(new Given(rig.Notify(RelayRig.Records(1), "a", _ => throw new IOException()), rig.Notify(RelayRig.Records(1, 1), "b"))).Within();

        Assert.Equal(2, rig.Settled.Count);
        Assert.Single(rig.Logged(1005));
    }

    [Fact]
    public async Task RunAsync_ManyBytesUnderWay_TakesNoMoreUntilSomeHaveSettled()
    {
        await using var rig = new RelayRig(options => (options.Delivery.QueueCapacityBytes, options.Delivery.MaxEventBytes) = (2000, 2000));
        rig.Emitter.Hold();
        Given source = new([.. Enumerable.Range(0, 20).Select(i => rig.Notify(RelayRig.Records(1, i)))]);
        Task run = rig.Relay.RunAsync(source);
        int room = (2000 / RelayRig.Records(1).Length) + 1;

        await rig.Emitter.WaitForAsync(room).Within();
        await Task.Run(() => { });
        Assert.Equal(room, source.Asked);
        rig.Emitter.Release();

        await run.Within();
        Assert.Equal(20, rig.Settled.Count);
    }

    [Fact]
    public async Task RunAsync_EnumeratorThrowsAtOnce_RelaysWhatItGaveBefore()
    {
        await using var rig = new RelayRig();

        await Assert.ThrowsAsync<InvalidDataException>(() => rig.Relay.RunAsync(new ThrowsAtOnce(rig.Notify(RelayRig.Records(1)))).Within());

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(rig.Settled).Outcome);
    }

    /// <summary>Written by hand, without a task: its exception comes from the call itself.</summary>
    private sealed class ThrowsAtOnce(Notification only) : IObjectEventSource, IAsyncEnumerable<Notification>, IAsyncEnumerator<Notification>
    {
        private bool _given;

        public Notification Current => only;

        public IAsyncEnumerable<Notification> ReadAsync(CancellationToken cancellationToken = default) => this;

        public IAsyncEnumerator<Notification> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => _given ? throw new InvalidDataException() : new ValueTask<bool>(_given = true);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
