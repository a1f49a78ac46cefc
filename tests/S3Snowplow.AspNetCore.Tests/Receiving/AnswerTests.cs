using System.Net.Sockets;
using System.Text;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Each outcome and each kind of bad request, and its answer.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("", 400)]
    [InlineData("{\"Records\":[", 400)]
    [InlineData("no JSON", 400)]
    [InlineData("{\"hello\":\"world\"}", 400)]
    public async Task Malformed_Is400WithItsPlace(string body, int status)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Answer answer = await rig.PostAsync(body);

        Assert.Equal(status, answer.Status);
        Assert.NotEqual("", answer.Text);
        Assert.DoesNotContain("world", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RejectedByTheCollector_Is422WithItsReason()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        rig.Emitter.Outcome = _ => EventOutcome.Rejected("too large for it");

        Answer answer = await rig.PostAsync(NotificationSamples.CephPut.Body);

        Assert.Equal(422, answer.Status);
        Assert.Contains("too large for it", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rejected_WhereTheRelayAcknowledgesIt_Is200(bool malformed)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(options: relay => relay.OnRejected = RejectedHandling.Acknowledge);
        rig.Emitter.Outcome = _ => EventOutcome.Rejected("too large for it");

        Answer answer = await rig.PostAsync(malformed ? "no JSON"u8.ToArray() : NotificationSamples.CephPut.Body);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Expired_Is503WithRetryAfter()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.RetryAfter = TimeSpan.FromSeconds(90));
        rig.Emitter.Outcome = _ => EventOutcome.Expired("an hour of 503");

        Answer answer = await rig.PostAsync(NotificationSamples.CephPut.Body);

        Assert.Equal((503, "90"), (answer.Status, answer.RetryAfter));
    }

    [Fact]
    public async Task NotDeliveredByTheDeadline_Is503WithRetryAfter()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        rig.Emitter.Hold();

        Task<Answer> posted = rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();
        rig.Time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(posted.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        Answer answer = await posted.Within();
        Assert.Equal((503, "30"), (answer.Status, answer.RetryAfter));
        Assert.Equal(DeliveryOutcome.Abandoned, Assert.Single(rig.Emitter.Events).Outcome.Outcome);
    }

    [Fact]
    public async Task MoreRequestsThanAllowed_Are503AtOnce()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.MaxOpenRequests = 1);
        rig.Emitter.Hold();
        Task<Answer> first = rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();

        Answer second = await rig.PostAsync(NotificationSamples.CephPut.Body);
        rig.Emitter.Release();

        Assert.Equal((503, "30"), (second.Status, second.RetryAfter));
        Assert.Equal(200, (await first.Within()).Status);
        Assert.Equal(200, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task AnotherMethod_Is405(string method)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), rig.Address);

        using HttpResponseMessage response = await http.SendAsync(request).Within();

        Assert.Equal(405, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Body_AtTheLimitAndAbove_IsTakenAndRefused(int above, int status)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.MaxBodyBytes = 2_000_000);
        byte[] body = [.. NotificationSamples.CephPut.Body.Span, .. Enumerable.Repeat((byte)' ', 2_000_000 - NotificationSamples.CephPut.Body.Length + above)];

        Answer answer = await rig.PostAsync(body);

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Body_InChunksAboveTheLimit_Is413()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.MaxBodyBytes = 1024);
        using TcpClient client = await rig.ConnectAsync("POST /s3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n" + new string(' ', 0x401) + "\r\n0\r\n\r\n");

        Assert.Contains(" 413 ", await StatusLineAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatDoesNotEnd_Is408AtTheDeadline()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        using TcpClient client = await rig.ConnectAsync("POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"Records\"");
        await rig.Time.WaitForTimersAsync(1, default).Within();
        rig.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Contains(" 408 ", await StatusLineAsync(client), StringComparison.Ordinal);
        Assert.Empty(rig.Emitter.Events);
    }

    [Fact]
    public async Task Body_CutShort_IsNotTaken()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        using (TcpClient client = await rig.ConnectAsync("POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"Records\""))
        {
            await rig.Time.WaitForTimersAsync(1, default).Within();
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            client.Client.Shutdown(SocketShutdown.Send);
            try
            {
                string? line = await reader.ReadLineAsync().Within();
                Assert.True(line is null || line.Contains(" 400 ", StringComparison.Ordinal), line);
            }
            catch (IOException)
            {
                // Whether the server answers a half-closed connection or resets it is a race of its own.
            }
        }

        Assert.Equal(200, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
        Assert.Single(rig.Emitter.Events);
    }

    [Fact]
    public async Task SenderThatHangsUpAfterTheBody_IsRelayedAllTheSame()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        rig.Emitter.Hold();
        ReadOnlyMemory<byte> body = NotificationSamples.CephPut.Body;
        using (TcpClient client = await rig.ConnectAsync($"POST /s3 HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n"))
        {
            await client.GetStream().WriteAsync(body).AsTask().Within();
            await rig.Emitter.WaitForAsync(1).Within();
        }

        rig.Emitter.Release();

        await Patience.UntilAsync(() => Assert.Single(rig.Emitter.Events).Outcome.Outcome == DeliveryOutcome.Delivered, "the event to be delivered");
    }

    private static async Task<string> StatusLineAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync().Within() ?? "";
    }
}
