using System.Buffers;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.AspNetCore.Receiving;
using S3Snowplow.AspNetCore.Sns;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>When the array of a body is given back: once, and never while somebody may still look at it.</summary>
public sealed class PooledBodyTests : IDisposable
{
    private readonly RecordingPool _pool = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-bodies-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Assert.Equal(0, _pool.WronglyReturned);
    }

    [Fact]
    public void GiveBack_Twice_ReturnsOnce()
    {
        PooledBody body = new BodyPool(_pool).Copy(new ReadOnlySequence<byte>("body"u8.ToArray()));

        body.GiveBack();
        body.GiveBack();

        Assert.Equal((0, 0), (_pool.Lent, _pool.WronglyReturned));
        Assert.True(body.Bytes.IsEmpty);
    }

    [Fact]
    public async Task Delivered_IsLentUntilItHasSettled()
    {
        await using WebhookRig rig = await StartAsync();
        rig.Emitter.Hold();

        Task<Answer> posted = rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();
        Assert.Equal(1, _pool.Lent);
        rig.Emitter.Release();

        Assert.Equal(200, (await posted.Within()).Status);
        Assert.Equal((0, 1), (_pool.Lent, _pool.Rented));
    }

    [Theory]
    [InlineData("no JSON", 400)]
    [InlineData("{\"hello\":\"world\"}", 400)]
    [InlineData("{\"Records\":[{\"eventSource\":\"aws:s3\",\"s3\":{}}]}", 400)]
    public async Task NotReadable_GoesBackOnceTheAnswerIsMade(string body, int status)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await rig.PostAsync(body);

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("!!", answer.Text, StringComparison.Ordinal);
        Assert.Equal((0, 1), (_pool.Lent, _pool.Rented));
    }

    [Fact]
    public async Task Rejected_GoesBackOnceTheAnswerIsMade()
    {
        await using WebhookRig rig = await StartAsync();
        rig.Emitter.Outcome = _ => EventOutcome.Rejected("too large for it");

        Assert.Equal(422, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
        Assert.Equal(0, _pool.Lent);
    }

    [Fact]
    public async Task DeadlinePasses_GoesBackWhenTheRelayHasSettledIt()
    {
        await using WebhookRig rig = await StartAsync();
        rig.Emitter.Hold();

        Task<Answer> posted = rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();
        rig.Time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal(1, _pool.Lent);
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(503, (await posted.Within()).Status);
        Assert.Equal(0, _pool.Lent);
    }

    [Fact]
    public async Task SettledObserverThatTakesItsTime_KeepsItLent()
    {
        var observer = new SlowObserver();
        await using WebhookRig rig = await StartAsync(relay: relay => relay.Services.AddSingleton<ISettledObserver>(observer));

        Task<Answer> posted = rig.PostAsync(NotificationSamples.CephPut.Body);
        await observer.Called.Task.Within();
        Assert.Equal(1, _pool.Lent);
        observer.Done.SetResult();

        Assert.Equal(200, (await posted.Within()).Status);
        Assert.Equal(0, _pool.Lent);
    }

    [Fact]
    public async Task SenderThatHangsUp_IsLentUntilItHasSettled()
    {
        await using WebhookRig rig = await StartAsync();
        rig.Emitter.Hold();
        ReadOnlyMemory<byte> body = NotificationSamples.CephPut.Body;
        using (TcpClient client = await rig.ConnectAsync($"POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n"))
        {
            await client.GetStream().WriteAsync(body).AsTask().Within();
            await rig.Emitter.WaitForAsync(1).Within();
        }

        // The server has seen that the sender is gone once it answers others.
        Assert.Equal(400, (await rig.PostAsync("no JSON")).Status);
        Assert.Equal(1, _pool.Lent);
        rig.Emitter.Release();

        await Patience.UntilAsync(() => _pool.Lent == 0, "the array to come back");
    }

    [Fact]
    public async Task TooMany_GoesBackAtOnce()
    {
        await using WebhookRig rig = await StartAsync(webhook => webhook.MaxOpenRequests = 1);
        rig.Emitter.Hold();
        Task<Answer> first = rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();

        Assert.Equal(503, (await rig.PostAsync(NotificationSamples.S3Put.Body)).Status);
        Assert.Equal((1, 2), (_pool.Lent, _pool.Rented));
        rig.Emitter.Release();

        Assert.Equal(200, (await first.Within()).Status);
        Assert.Equal(0, _pool.Lent);
    }

    [Fact]
    public async Task EmptyTooLargeOrNotAllowed_LendsNothing()
    {
        await using WebhookRig rig = await StartAsync(webhook => (webhook.MaxBodyBytes, webhook.Secrets) = (2_000, ["sixteen-characters-or-more"]));
        (string, string) secret = ("X-Api-Key", "sixteen-characters-or-more");

        Assert.Equal(400, (await rig.PostAsync("", secret)).Status);
        Assert.Equal(413, (await rig.PostAsync(new string(' ', 2_001), secret)).Status);
        Assert.Equal(401, (await rig.PostAsync("no JSON")).Status);
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task OfSns_BothTheMessageAndItsTextGoBack()
    {
        await using WebhookRig rig = await StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic));
        rig.Emitter.Hold();

        Task<Answer> posted = rig.PostAsync(AmazonSns.Notification(), "text/plain");
        await rig.Emitter.WaitForAsync(1).Within();
        Assert.Equal(2, _pool.Lent);
        rig.Emitter.Release();

        Assert.Equal(200, (await posted.Within()).Status);
        Assert.Equal(200, (await rig.PostAsync(AmazonSns.Message("SubscriptionConfirmation", "confirm it"), "text/plain")).Status);
        Assert.Equal(403, (await rig.PostAsync("no JSON")).Status);
        Assert.Equal((0, 4), (_pool.Lent, _pool.Rented));
    }

    [Fact]
    public async Task WithASpool_GoesBackWhenItIsStoredOrRefused()
    {
        await using WebhookRig rig = await StartAsync(
            webhook => webhook.MaxBodyBytes = 2_000_000,
            relay => relay.AddSpool(spool => (spool.Directory, spool.MaxBytes) = (_folder, 1024 * 1024)));

        Assert.Equal(200, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
        Assert.Equal(503, (await rig.PostAsync(new byte[1_500_000])).Status);
        Assert.Equal((0, 2), (_pool.Lent, _pool.Rented));

        // What is relayed is what was stored, whatever became of the array.
        await rig.Emitter.WaitForAsync(1).Within();
        await Patience.UntilAsync(() => rig.Emitter.Events[0].Outcome.Outcome == DeliveryOutcome.Delivered, "the event to be delivered");
    }

    [Fact]
    public async Task RelayThatThrows_KeepsItForEver()
    {
        var options = new WebhookOptions { AllowUnauthenticated = true };
        using var meters = new RelayMeters();
        var endpoint = new WebhookEndpoint(
            "/s3",
            "default",
            options,
            new SenderAuthentication(options),
            new SnsInbox("/s3", options, () => throw new InvalidOperationException("no network"), TimeProvider.System, NullLogger.Instance),
            () => throw new InvalidOperationException("no relay"),
            () => null,
            TimeProvider.System,
            new WebhookMetrics(meters),
            new BodyPool(_pool),
            NullLogger.Instance);
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(NotificationSamples.CephPut.Body.ToArray());
        context.Request.ContentLength = NotificationSamples.CephPut.Body.Length;

        await Assert.ThrowsAsync<InvalidOperationException>(() => endpoint.HandleAsync(context));

        Assert.Equal((1, 1), (_pool.Lent, _pool.Rented));
    }

    [Fact]
    public async Task ManyAtATime_EachIsReadAsItWasSent()
    {
        await using WebhookRig rig = await StartAsync();
        const string Record = """{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-03-01T10:03:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"KEY","size":1}}}""";
        const int Senders = 16;
        const int Rounds = 25;

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                string records = string.Join(',', Enumerable.Range(0, 1 + ((sender + round) % 7)).Select(i => Record.Replace("KEY", $"sender-{sender}-{round}-{i}", StringComparison.Ordinal)));
                Assert.Equal(200, (await rig.PostAsync($$"""{"Records":[{{records}}]}""")).Status);
            }
        })).Within();

        string[] expected = [.. from sender in Enumerable.Range(0, Senders) from round in Enumerable.Range(0, Rounds) from i in Enumerable.Range(0, 1 + ((sender + round) % 7)) select $"sender-{sender}-{round}-{i}"];
        string[] keys = [.. rig.Emitter.Events.Select(one => KeyOf(one.Event.Parameters.Span))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, _pool.Lent);
    }

    private static string KeyOf(ReadOnlySpan<byte> payload)
    {
        string text = Encoding.UTF8.GetString(payload);
        int start = text.IndexOf("sender-", StringComparison.Ordinal);
        return new string([.. text.Skip(start).TakeWhile(letter => letter == '-' || char.IsAsciiLetterOrDigit(letter))]);
    }

    private Task<WebhookRig> StartAsync(Action<WebhookOptions>? webhook = null, Action<IS3SnowplowRelayBuilder>? relay = null) =>
        WebhookRig.StartAsync(webhook, relay, services: services => services.AddSingleton(new BodyPool(_pool)));

    private sealed class RelayMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
            // The meters are nobody's.
        }
    }

    private sealed class SlowObserver : ISettledObserver
    {
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask OnSettledAsync(SettledNotification settled)
        {
            Called.TrySetResult();
            await Done.Task;
        }
    }
}
