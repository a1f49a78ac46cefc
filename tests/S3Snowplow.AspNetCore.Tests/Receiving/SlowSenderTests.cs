using System.Net.Sockets;
using System.Text;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Many who send bodies that do not end, all from one address, as behind a load balancer; and those who mean it.</summary>
public sealed class SlowSenderTests
{
    private const string Secret = "0123456789abcdef0123";
    private const int Many = 1_100;

    [Fact]
    public async Task SendersWithoutCredentials_TakeNoPlaceOfOneThatHasThem()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook =>
        {
            webhook.Secrets.Add(Secret);
            webhook.SnsTopics.Add(AmazonSns.Topic);
        });
        await using SlowSenders slow = await SlowSenders.StartAsync(rig, Many, credentials: "");

        // All but those that have a place have been sent away.
        await slow.Answered(Many - new WebhookOptions().MaxUnprovenBodies).Within();
        Answer proven = await rig.PostAsync(NotificationSamples.CephPut.Body, "application/json", ("X-Api-Key", Secret));
        Assert.Equal(200, proven.Status);
        Assert.Contains(" 200 ", await PostSlowlyAsync(rig, NotificationSamples.S3Put.Body, $"X-Api-Key: {Secret}\r\n"), StringComparison.Ordinal);

        // A message of SNS has its proof in the body: it takes the place of a slow one.
        Assert.Contains(" 200 ", await PostSlowlyAsync(rig, AmazonSns.Notification(), ""), StringComparison.Ordinal);
        Assert.All(slow.Statuses, status => Assert.Contains(" 503 ", status, StringComparison.Ordinal));
        Assert.Equal(3, rig.Emitter.Events.Count);

        // And the log was not flooded.
        Assert.InRange(rig.Logged(3502).Count, 1, 2);
    }

    [Fact]
    public async Task SendersWithCredentials_ThatAreSlow_TakePlacesFromOneAnother()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => (webhook.Secrets, webhook.MaxOpenRequests) = ([Secret], 50));
        await using SlowSenders slow = await SlowSenders.StartAsync(rig, 200, $"X-Api-Key: {Secret}\r\n");

        await slow.Answered(150).Within();

        Assert.Contains(" 200 ", await PostSlowlyAsync(rig, NotificationSamples.CephPut.Body, $"X-Api-Key: {Secret}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverybodyWhoMayPost_AndNobodyProves_TakesPlacesFromTheSlowest()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.AllowUnauthenticated = true);
        await using SlowSenders slow = await SlowSenders.StartAsync(rig, Many, credentials: "");

        await slow.Answered(Many - new WebhookOptions().MaxUnprovenBodies).Within();

        Assert.Contains(" 200 ", await PostSlowlyAsync(rig, NotificationSamples.CephPut.Body, ""), StringComparison.Ordinal);
        Assert.Equal(200, (await rig.PostAsync(NotificationSamples.S3Put.Body)).Status);
    }

    [Fact]
    public async Task SenderWithoutCredentials_WhereOnlyHeadersProve_IsRefusedBeforeItsBody()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.Secrets.Add(Secret));
        using TcpClient client = await rig.ConnectAsync("POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 401 ", await reader.ReadLineAsync().Within(), StringComparison.Ordinal);
        List<string> headers = [];
        while (await reader.ReadLineAsync().Within() is { Length: > 0 } header)
        {
            headers.Add(header);
        }

        Assert.Contains("Connection: close", headers);
        Assert.Empty(rig.Logged(3502));
    }

    [Fact]
    public async Task MessageOfSns_ThatIsSlow_HasTwoSecondsAndIsToldToComeAgain()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic));
        using TcpClient client = await rig.ConnectAsync("POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
        await rig.Time.WaitForTimersAsync(1, default).Within();
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains(" 503 ", await SlowSenders.StatusLineAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessageOfSns_LargerThanAnyCanBe_Is413()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic));

        Answer answer = await rig.PostAsync(new byte[(512 * 1024) + 1]);

        Assert.Equal(413, answer.Status);
    }

    /// <summary>Head and body apart, so that the body has to be waited for.</summary>
    private static async Task<string> PostSlowlyAsync(WebhookRig rig, ReadOnlyMemory<byte> body, string headers)
    {
        using TcpClient client = await rig.ConnectAsync($"POST /s3 HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {body.Length}\r\n\r\n");
        await client.GetStream().WriteAsync(body[..1]).AsTask().Within();
        await client.GetStream().WriteAsync(body[1..]).AsTask().Within();
        return await SlowSenders.StatusLineAsync(client);
    }

    /// <summary>Connections with a head and the beginning of a body.</summary>
    private sealed class SlowSenders : IAsyncDisposable
    {
        private readonly List<TcpClient> _clients = [];
        private readonly List<string> _statuses = [];
        private readonly Dictionary<int, TaskCompletionSource> _waits = [];

        public IReadOnlyList<string> Statuses
        {
            get { lock (_statuses) return [.. _statuses]; }
        }

        public static async Task<SlowSenders> StartAsync(WebhookRig rig, int count, string credentials)
        {
            var senders = new SlowSenders();
            for (int i = 0; i < count; i++)
            {
                TcpClient client = await rig.ConnectAsync($"POST /s3 HTTP/1.1\r\nHost: a\r\n{credentials}Content-Length: 1000\r\n\r\n{{\"Records\"");
                senders._clients.Add(client);
                _ = senders.ReadAsync(client);
            }

            return senders;
        }

        /// <summary>Completes when so many have been answered.</summary>
        public Task Answered(int count)
        {
            lock (_statuses)
            {
                if (_statuses.Count >= count)
                {
                    return Task.CompletedTask;
                }

                return (_waits[count] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        public static async Task<string> StatusLineAsync(TcpClient client)
        {
            var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return await reader.ReadLineAsync().Within() ?? "";
        }

        public ValueTask DisposeAsync()
        {
            _clients.ForEach(client => client.Dispose());
            return ValueTask.CompletedTask;
        }

        private async Task ReadAsync(TcpClient client)
        {
            try
            {
                var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                if (await reader.ReadLineAsync() is not { } line)
                {
                    return;
                }

                lock (_statuses)
                {
                    _statuses.Add(line);
                    if (_waits.TryGetValue(_statuses.Count, out TaskCompletionSource? wait))
                    {
                        wait.TrySetResult();
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }
}
