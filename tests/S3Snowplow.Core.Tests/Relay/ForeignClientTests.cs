using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What is given to the emitter or the relay from outside: an HTTP client with habits of its own, an emitter without an address.</summary>
public sealed class ForeignClientTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Post_ThroughAClientThatFollowsRedirects_IsNeverDelivered(int status)
    {
        await using LocalCollector elsewhere = await LocalCollector.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Always(CollectorFault.Status(status, new Dictionary<string, string> { ["Location"] = new Uri(elsewhere.Uri, "/health").AbsoluteUri }));
        using var http = new HttpClient();
        var options = new RelayOptions { CollectorUri = collector.Uri, Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(1), DrainTimeout = TimeSpan.Zero } };
        using var transport = new HttpEventTransport(options, http);
        await using var emitter = new BufferedEventEmitter(options, transport);
        await using var relay = new ObjectEventRelay(new RelayOptions(), emitter);

        RelayResult result = await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromMilliseconds(300));

        Assert.Equal(DeliveryOutcome.Abandoned, result.Outcome);
        Assert.Equal(0, emitter.Statistics.Delivered);
    }

    [Fact]
    public async Task Relay_WithAnEmitterOfSomebodyElses_NeedsNoCollectorAddress()
    {
        await using var emitter = new RecordingEventEmitter();
        await using var relay = new ObjectEventRelay(new RelayOptions(), emitter);

        RelayResult result = await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), Timeout.InfiniteTimeSpan);

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
    }

    [Fact]
    public async Task Relay_OfAKeyBeyondTheSchema_IsRejectedBeforeSending()
    {
        string record = """{"Records":[{"eventSource":"other:s3","eventTime":"2026-01-31T23:59:59Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"KEY"}}}]}""";
        byte[] notification = System.Text.Encoding.UTF8.GetBytes(record.Replace("KEY", new string('k', 4097), StringComparison.Ordinal));
        await using var emitter = new RecordingEventEmitter();
        await using var relay = new ObjectEventRelay(new RelayOptions(), emitter);

        RelayResult result = await relay.RelayAsync(new Notification(notification), Timeout.InfiniteTimeSpan);

        Assert.Equal(DeliveryOutcome.Rejected, Assert.Single(result.Events).Outcome.Outcome);
        Assert.Empty(emitter.Events);
    }

    [Fact]
    public async Task Flush_WithTheLongestTimeThereIs_DoesNotThrow()
    {
        await using var emitter = new BufferedEventEmitter(new RelayOptions { CollectorUri = new Uri("http://127.0.0.1:9") });

        FlushResult result = await emitter.FlushAsync(TimeSpan.MaxValue);

        Assert.True(result.IsComplete);
    }
}
