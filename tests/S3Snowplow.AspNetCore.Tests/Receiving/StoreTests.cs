using System.Net.Sockets;
using System.Text;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>The posts of each sender, as it sends them.</summary>
public sealed class StoreTests
{
    private const string Secret = "sixteen-characters-or-more";

    [Fact]
    public async Task Post_OfCephByteForByte_Is200AndRelayed()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        ReadOnlyMemory<byte> body = NotificationSamples.CephPut.Body;
        using TcpClient ceph = await rig.ConnectAsync($"POST /s3?x=1&y=2 HTTP/1.1\r\nHost: 127.0.0.1:{rig.Address.Port}\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        await ceph.GetStream().WriteAsync(body).AsTask().Within();

        using var reader = new StreamReader(ceph.GetStream(), Encoding.ASCII);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync().Within());
        Assert.Single(rig.Emitter.Events);
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Secret)]
    [InlineData("authorization", "bearer  " + Secret)]
    [InlineData("Authorization", "Custom token-of-two-words")]
    [InlineData("X-Api-Key", Secret)]
    [InlineData("Authorization", "Basic czM6cMOkc3N3b3JkLW9mLXNpeHRlZW4=")]
    public async Task Post_WithEachProof_Is200(string header, string value)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(Secured);

        Answer answer = await rig.PostAsync(NotificationSamples.MinioPut.Body, "application/json", (header, value));

        Assert.Equal(200, answer.Status);
        Assert.Single(rig.Emitter.Events);
    }

    [Fact]
    public async Task Post_OfAnApiDestination_IsRelayedByItsKeyInAHeaderOfItsName()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook =>
        {
            webhook.Secrets.Add(Secret);
            webhook.SecretHeader = "X-Relay-Key";
        });

        Answer right = await rig.PostAsync(NotificationSamples.EventBridgeCreated.Body, "application/json; charset=utf-8", ("X-Relay-Key", Secret));
        Answer other = await rig.PostAsync(NotificationSamples.EventBridgeCreated.Body, "application/json; charset=utf-8", ("X-Api-Key", Secret));

        Assert.Equal((200, 401), (right.Status, other.Status));
        Assert.Single(rig.Emitter.Events);
    }

    [Theory]
    [InlineData("Authorization", "Bearer sixteen-characters-or-mor")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic " + Secret)]
    [InlineData("Authorization", "Basic czM6d3Jvbmc=")]
    [InlineData("Authorization", "Basic !!!")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", "SIXTEEN-CHARACTERS-OR-MORE")]
    [InlineData("X-Other", Secret)]
    public async Task Post_WithoutTheRightProof_Is401AndSaysNoSecret(string header, string value)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(Secured);

        Answer answer = await rig.PostAsync(NotificationSamples.MinioPut.Body, "application/json", (header, value));

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Basic realm=", answer.Challenge, StringComparison.Ordinal);
        Assert.Empty(rig.Emitter.Events);
        Assert.Single(rig.Logged(3501));
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Message.Contains("sixteen", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Post_WithTwoHeadersOfAName_Is401()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(Secured);

        Answer answer = await rig.PostAsync(NotificationSamples.MinioPut.Body, "application/json", ("X-Api-Key", Secret), ("X-Api-Key", "another"));

        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("image/png")]
    public async Task Post_OfAnyContentType_IsRead(string contentType)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Answer answer = await rig.PostAsync(NotificationSamples.S3Put.Body, contentType);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Post_OfEachSampleThatIsANotification_Is200()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        foreach (NotificationSample sample in NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0))
        {
            Answer answer = await rig.PostAsync(sample.Body);
            Assert.True(answer.Status == 200, $"{sample.Name}: {answer}");
        }
    }

    private static void Secured(WebhookOptions webhook)
    {
        webhook.Secrets = [Secret, "Custom token-of-two-words"];
        (webhook.UserName, webhook.Password) = ("s3", "pässword-of-sixteen");
    }
}
