using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>A webhook before a spool: what is answered with 200 is on the disk, whatever the collector does.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-webhook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Post_WhileTheCollectorFails_Is200AndRelayedByTheNextProcess()
    {
        await using (WebhookRig rig = await StartAsync())
        {
            rig.Emitter.Outcome = _ => EventOutcome.Expired("an hour of 503");
            Answer answer = await rig.PostAsync(NotificationSamples.CephPut.Body);
            await rig.Emitter.WaitForAsync(1).Within();
            Assert.Equal(200, answer.Status);
        }

        await using WebhookRig again = await StartAsync();
        await again.Emitter.WaitForAsync(1).Within();

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(again.Emitter.Events).Outcome.Outcome);
    }

    [Fact]
    public async Task Post_OfWhatIsMalformed_Is200AndGoesToTheRejectedOnes()
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await rig.PostAsync("no JSON");
        Answer next = await rig.PostAsync(NotificationSamples.CephPut.Body);
        await rig.Emitter.WaitForAsync(1).Within();

        Assert.Equal((200, 200), (answer.Status, next.Status));
        var spool = rig.Services.GetRequiredService<NotificationSpool>();
        long started = TimeProvider.System.GetTimestamp();
        while (spool.RejectedCount == 0 && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            await Task.Yield();
        }

        Assert.Equal(1, spool.RejectedCount);
    }

    [Fact]
    public async Task Post_ToAFullSpool_Is503WithRetryAfter()
    {
        await using WebhookRig rig = await StartAsync(webhook => webhook.MaxBodyBytes = 2_000_000);
        byte[] body = [.. NotificationSamples.CephPut.Body.Span, .. Enumerable.Repeat((byte)' ', 1_500_000)];

        Answer answer = await rig.PostAsync(body);

        Assert.Equal((503, "30"), (answer.Status, answer.RetryAfter));
        Assert.Single(rig.Logged(3503));
        Assert.Equal(200, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
    }

    [Fact]
    public async Task Post_OfSns_StoresTheSignedText()
    {
        await using WebhookRig rig = await StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic));

        Answer answer = await rig.PostAsync(AmazonSns.Notification(), "text/plain");
        await rig.Emitter.WaitForAsync(1).Within();

        Assert.Equal(200, answer.Status);
    }

    private Task<WebhookRig> StartAsync(Action<WebhookOptions>? webhook = null) =>
        WebhookRig.StartAsync(webhook, relay => relay.AddSpool(spool => (spool.Directory, spool.MaxBytes) = (_folder, 1024 * 1024)));
}
