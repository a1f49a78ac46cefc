using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.DocExamples;

/// <summary>The example of <c>docs/adapters.md</c> that puts a parsed event model behind <see cref="IObjectEventSource"/> loses nothing.</summary>
public sealed class S3EventSourceTests
{
    public static TheoryData<NotificationSample> Samples =>
    [
        NotificationSamples.S3Put, NotificationSamples.S3Delete, NotificationSamples.S3DeleteMarker, NotificationSamples.S3TaggingPut,
        NotificationSamples.S3BatchOfThree, NotificationSamples.KeyPlusAndSpaces, NotificationSamples.KeyUndecodable, NotificationSamples.SizeZero, NotificationSamples.VersionIdNull,
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Write_ParsedSample_ReadsAsTheOriginalDoes(NotificationSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);

        ReadOnlyMemory<byte> written = S3EventJson.Write(Parse(sample));

        // The foreign types of the example have no owner of a bucket.
        ObjectEvent[] expected = [.. NotificationReader.ReadStrict(sample.Body).Select(read => read with { BucketOwner = null })];
        ObjectEvent[] actual = [.. NotificationReader.ReadStrict(written)];
        Assert.Equal(expected, actual);
        Assert.Equal(expected.Select(read => EventIdentity.Of(read)), actual.Select(read => EventIdentity.Of(read)));
    }

    [Fact]
    public async Task RunAsync_Delivered_DeletesTheMessages()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var queue = new ScriptedQueue(NotificationSamples.S3Put, NotificationSamples.S3BatchOfThree);

        await RunAsync(collector, queue, budget: TimeSpan.FromSeconds(30));

        Assert.Equal(["s3-2.1-put", "s3-batch-of-three"], queue.Deleted.Order(StringComparer.Ordinal));
        Assert.Empty(queue.Returned);
        await collector.WaitForAsync(4);
        Assert.Contains(EventIdentity.Of(NotificationReader.Read(NotificationSamples.S3Put.Body)[0]).ToString(), collector.Good.Select(good => good.EventId));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(503)]
    public async Task RunAsync_NotDelivered_ReturnsTheMessage(int status)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Always(CollectorFault.Status(status));
        var queue = new ScriptedQueue(NotificationSamples.S3Put);

        await RunAsync(collector, queue, budget: TimeSpan.FromMilliseconds(200));

        Assert.Equal(["s3-2.1-put"], queue.Returned);
        Assert.Empty(queue.Deleted);
    }

    [Fact]
    public async Task HandleAsync_NotDeliveredInTime_ThrowsSoThatTheRuntimeKeepsTheEvent()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Always(CollectorFault.Status(503));
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = collector.Uri });
        var handler = new S3EventHandler(relay);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => handler.HandleAsync(Parse(NotificationSamples.S3Put), "request-1", TimeSpan.FromMilliseconds(1100)));

        Assert.Contains(nameof(DeliveryOutcome.Abandoned), thrown.Message, StringComparison.Ordinal);
        collector.Faults.Clear();
        await handler.HandleAsync(Parse(NotificationSamples.S3Put), "request-1", TimeSpan.FromSeconds(30));
    }

    private static S3Event Parse(NotificationSample sample) => JsonSerializer.Deserialize(sample.Body.Span, S3EventContext.Default.S3Event)!;

    private static async Task RunAsync(LocalCollector collector, ScriptedQueue queue, TimeSpan budget)
    {
        var options = new RelayOptions
        {
            CollectorUri = collector.Uri,
            Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(5), RetryMaxDelay = TimeSpan.FromMilliseconds(20), RetryBudget = budget },
        };
        await using var relay = new ObjectEventRelay(options);
        await relay.RunAsync(new S3EventSource(queue));
    }

    private sealed class ScriptedQueue(params NotificationSample[] samples) : IS3EventQueue
    {
        public ConcurrentQueue<string> Deleted { get; } = [];

        public ConcurrentQueue<string> Returned { get; } = [];

        public async IAsyncEnumerable<S3EventMessage> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (NotificationSample sample in samples)
            {
                await Task.Yield();
                yield return new S3EventMessage(sample.Name, Parse(sample));
            }
        }

        public Task DeleteAsync(S3EventMessage message)
        {
            Deleted.Enqueue(message.Id);
            return Task.CompletedTask;
        }

        public Task ReturnAsync(S3EventMessage message)
        {
            Returned.Enqueue(message.Id);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Reads as the serializer of a Lambda function does: names in any case.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(S3Event))]
internal sealed partial class S3EventContext : JsonSerializerContext;
