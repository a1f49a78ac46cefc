using System.Diagnostics;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What a source says of how a notification came: when, whether again, and in which trace.</summary>
public sealed class ReceiptTests
{
    private static readonly DateTimeOffset EventTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Age_OfAFirstReceipt_IsMeasuredFromTheEvent()
    {
        await using var rig = new RelayRig();

        await rig.Relay.RelayAsync(new Notification(RelayRig.Records(2)) { ReceivedAt = EventTime.AddSeconds(90) }, TimeSpan.FromSeconds(1)).Within();
        await rig.Relay.RelayAsync(new Notification(RelayRig.Records(1)) { ReceivedAt = EventTime.AddSeconds(-5) }, TimeSpan.FromSeconds(1)).Within();
        await rig.Relay.RelayAsync(new Notification(RelayRig.Records(1)), TimeSpan.FromSeconds(1)).Within();

        Assert.Equal([90, 0], rig.Metrics.Values("s3snowplow.notification.age"));
        Assert.Empty(rig.Metrics.Values("s3snowplow.redeliveries"));
    }

    [Fact]
    public async Task Redelivery_IsCountedAndHasNoAge()
    {
        await using var rig = new RelayRig();

        await rig.Relay.RelayAsync(new Notification(RelayRig.Records(1)) { ReceivedAt = EventTime.AddHours(1), IsRedelivery = true }, TimeSpan.FromSeconds(1)).Within();

        Assert.Equal([1], rig.Metrics.Values("s3snowplow.redeliveries"));
        Assert.Empty(rig.Metrics.Values("s3snowplow.notification.age"));
    }

    [Fact]
    public async Task TraceContext_OfANotification_IsTheParentOfItsSpan()
    {
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        using var recorder = new ActivityRecorder("S3Snowplow", activity => activity.TraceId == trace.TraceId);
        await using var rig = new RelayRig();

        await rig.Relay.RelayAsync(new Notification(RelayRig.Records(1)) { TraceContext = trace }, TimeSpan.FromSeconds(1)).Within();

        Activity span = Assert.Single(recorder.Activities);
        Assert.Equal(("relay", trace.SpanId), (span.OperationName, span.ParentSpanId));
    }
}
