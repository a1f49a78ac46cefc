using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>One notification through the pushed door.</summary>
public sealed class RelayAsyncTests
{
    public static TheoryData<string> Samples => [.. NotificationSamples.All.Concat(NotificationSamples.NotNotifications).Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task RelayAsync_Sample_SettlesEachOfItsParts(string name)
    {
        await using var rig = new RelayRig();
        NotificationSample sample = Find(name);

        RelayResult result = await rig.RelayAsync(sample.Body).Within();

        AssertIs(sample, result);
        Assert.Same(result, Assert.Single(rig.Settled));
        Assert.Equal(sample.ExpectedEvents, rig.Emitter.Events.Count);
        Assert.Equal(result.Events.Select(settled => settled.EventId), rig.Emitter.Events.Select(recorded => recorded.Event.Id));
    }

    [Fact]
    public async Task RunAsync_EverySample_SettlesEachOnce()
    {
        await using var rig = new RelayRig();
        NotificationSample[] samples = [.. NotificationSamples.All, .. NotificationSamples.NotNotifications];
        var source = new InMemoryObjectEventSource();
        List<Task<RelayResult>> results = [];
        foreach (NotificationSample sample in samples)
        {
            results.Add(await source.AddAsync(sample.Body, sample.Name));
        }

        source.Complete();
        await rig.Relay.RunAsync(source).Within();

        for (int i = 0; i < samples.Length; i++)
        {
            AssertIs(samples[i], await results[i]);
        }
    }

    [Fact]
    public async Task RelayAsync_TenThousandRecords_KeepsTheirOrder()
    {
        await using var rig = new RelayRig();

        RelayResult result = await rig.RelayAsync(RelayRig.Records(10_000)).Within();

        Assert.Equal(10_000, result.Events.Count);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"k{i}"), result.Events.Select(settled => settled.ObjectEvent.Key));
        Assert.Equal(result.Events.Select(settled => settled.EventId), rig.Emitter.Events.Select(recorded => recorded.Event.Id));
        Assert.Equal(10_000, result.Events.Select(settled => settled.EventId).Distinct().Count());
    }

    [Fact]
    public async Task RelayAsync_OverTheSizeLimit_IsRejectedUnread()
    {
        await using var rig = new RelayRig(options => options.MaxNotificationBytes = 1000);
        byte[] exact = [.. RelayRig.Records(1), .. Enumerable.Repeat((byte)' ', 1000 - RelayRig.Records(1).Length)];

        Assert.Equal(DeliveryOutcome.Delivered, (await rig.RelayAsync(exact).Within()).Outcome);
        RelayResult result = await rig.RelayAsync((byte[])[.. exact, (byte)' ']).Within();

        Assert.Equal((DeliveryOutcome.Rejected, 1), (result.Outcome, result.ProblemCount));
        Assert.Contains("1001 bytes", result.Problems[0].Reason, StringComparison.Ordinal);
        Assert.Single(rig.Emitter.Events);
    }

    [Fact]
    public async Task RelayAsync_FilteredAndTestEvents_SettleAtOnceAndAreCountedApart()
    {
        await using var rig = new RelayRig(options => options.Filter.KeyPrefix = "k1");

        RelayResult filtered = await rig.RelayAsync(RelayRig.Records(20)).Within();
        RelayResult all = await rig.RelayAsync(RelayRig.Records(5, 20)).Within();
        RelayResult test = await rig.RelayAsync(NotificationSamples.S3TestEvent.Body).Within();

        Assert.Equal((DeliveryOutcome.Delivered, 11, 9), (filtered.Outcome, filtered.Events.Count, filtered.Filtered));
        Assert.Equal((DeliveryOutcome.Delivered, 0, 5), (all.Outcome, all.Events.Count, all.Filtered));
        Assert.Equal((DeliveryOutcome.Delivered, 0, 1), (test.Outcome, test.Events.Count, test.TestEvents));
        Assert.Equal(14, rig.Metrics.Sum("s3snowplow.filtered"));
        Assert.Equal(1, rig.Metrics.Sum("s3snowplow.test_events"));
        Assert.Equal(25, rig.Metrics.Sum("s3snowplow.object_events"));
        Assert.Equal(11, rig.Emitter.Events.Count);
    }

    [Fact]
    public async Task RelayAsync_Deadline_AbandonsAtOnceAndSettlesOnce()
    {
        await using var rig = new RelayRig();
        rig.Emitter.Hold();
        Task<RelayResult> relaying = rig.RelayAsync(RelayRig.Records(3), TimeSpan.FromSeconds(5));
        rig.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(relaying.IsCompleted);

        rig.Time.Advance(TimeSpan.FromTicks(1));
        RelayResult result = await relaying.Within();
        rig.Emitter.Release();

        Assert.Equal((DeliveryOutcome.Abandoned, false), (result.Outcome, result.ShouldAcknowledge));
        Assert.Single(rig.Settled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RelayAsync_Cancelled_IsAResultAndNoException(bool before)
    {
        await using var rig = new RelayRig();
        rig.Emitter.Hold();
        using var source = new CancellationTokenSource();
        if (before)
        {
            await source.CancelAsync();
        }

        Task<RelayResult> relaying = rig.RelayAsync(RelayRig.Records(3), cancellationToken: source.Token);
        await source.CancelAsync();

        RelayResult result = await relaying.Within();
        Assert.All(result.Events, settled => Assert.Equal(EventOutcome.Abandoned(OutcomeReason.Cancelled), settled.Outcome));
        Assert.Single(rig.Settled);
    }

    [Fact]
    public async Task RelayAsync_WaitingForRoom_EndsAtItsDeadline()
    {
        await using var full = new DeliveryRig(options => (options.QueueCapacity, options.MaxBatchEvents) = (2, 1));
        full.Collector.KeepOpen();
        await full.SendAsync(TestEvents.Numbered(2));
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, full.Emitter, timeProvider: full.Time);

        Task<RelayResult> one = relay.RelayAsync(new Notification(RelayRig.Records(1)), TimeSpan.FromSeconds(5));
        Task<RelayResult> many = relay.RelayAsync(new Notification(RelayRig.Records(300, 1)), TimeSpan.FromSeconds(5));
        Assert.False(one.IsCompleted);
        full.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(DeliveryOutcome.Abandoned, (await one.Within()).Outcome);
        Assert.All((await many.Within()).Events, settled => Assert.Equal(DeliveryOutcome.Abandoned, settled.Outcome.Outcome));
        Assert.Equal(301, full.Statistics.Abandoned);
    }

    [Fact]
    public async Task RelayAsync_SettleThrows_IsLoggedAndTheResultReturned()
    {
        await using var rig = new RelayRig();
        int calls = 0;
        Notification notification = rig.Notify(RelayRig.Records(1), "message-7", _ =>
        {
            calls++;
            throw new InvalidOperationException("the queue is gone");
        });

        RelayResult result = await rig.Relay.RelayAsync(notification, Timeout.InfiniteTimeSpan).Within();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal(1, calls);
        Assert.Contains("message-7", Assert.Single(rig.Logged(1005)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RelayAsync_EmitterClosed_Abandons()
    {
        await using var rig = new RelayRig();
        await rig.Emitter.DisposeAsync();

        RelayResult one = await rig.RelayAsync(RelayRig.Records(1)).Within();
        RelayResult many = await rig.RelayAsync(RelayRig.Records(3)).Within();

        Assert.Equal((DeliveryOutcome.Abandoned, false), (one.Outcome, one.ShouldAcknowledge));
        Assert.All(many.Events, settled => Assert.Equal(EventOutcome.Abandoned(OutcomeReason.EmitterClosed), settled.Outcome));
        Assert.Equal([1, 3], rig.Logged(1012).Select(entry => entry.State["Count"]));
    }

    private static NotificationSample Find(string name) => NotificationSamples.All.Concat(NotificationSamples.NotNotifications).Single(sample => sample.Name == name);

    private static void AssertIs(NotificationSample sample, RelayResult result)
    {
        Assert.Equal((sample.ExpectedEvents, sample.ExpectedTestEvents, sample.ExpectedProblems), (result.Events.Count, result.TestEvents, result.ProblemCount));
        Assert.Equal(sample.ExpectedProblems > 0 ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered, result.Outcome);
        Assert.DoesNotContain(result.Events, settled => settled.Outcome != EventOutcome.Delivered);
    }

    [Fact]
    public async Task RelayAsync_FieldBeyondTheSchema_IsRejectedByItsName()
    {
        await using var rig = new RelayRig();
        byte[] body = System.Text.Encoding.UTF8.GetBytes(Notifications.Record.List(Notifications.Record.Of(bucket: $"\"{new string('b', 256)}\""), Notifications.Record.Of()));

        RelayResult result = await rig.RelayAsync(body);

        Assert.Equal((DeliveryOutcome.Rejected, DeliveryOutcome.Delivered), (result.Events[0].Outcome.Outcome, result.Events[1].Outcome.Outcome));
        Assert.Equal("bucket has 256 characters; the schema allows 255.", result.Events[0].Outcome.Text);
    }
}
