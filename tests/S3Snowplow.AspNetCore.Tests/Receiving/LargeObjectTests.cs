using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.AspNetCore.Receiving;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Alone, since the runtime tells of the large objects of all tests.</summary>
[CollectionDefinition(nameof(LargeObjectTests), DisableParallelization = true)]
public sealed class LargeObjectCollection;

/// <summary>Bodies of 1,100 records, some 900 KB each: a large object each, if they were copied into arrays of their own.</summary>
[Collection(nameof(LargeObjectTests))]
public sealed class LargeObjectTests
{
    private const int Records = 1_100;
    private const int Posts = 40;

    [Fact]
    public async Task Posts_OfLargeBodies_MakeLargeArraysNowAndThenOnly()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(services: OwnPool);

        IReadOnlyList<string> made = await MadeByPostsAsync(rig, 200);

        // The bodies have a pool of their own here. What the relay lends from that of the process each thread keeps once, and which thread reads is chance.
        Assert.True(made.Count <= Posts / 2, string.Join(", ", made.CountBy(type => type)));
        Assert.Equal(Records * Posts * 2, rig.Emitter.Events.Count);
    }

    [Fact]
    public async Task Posts_OfLargeBodiesThatAreNotRead_MakeNoLargeObjects()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(options: relay => relay.MaxNotificationBytes = 1024, services: OwnPool);

        Assert.Empty(await MadeByPostsAsync(rig, 413));
    }

    [Fact]
    public async Task Posts_WithThePoolOfTheProcess_MakeLargeArraysNowAndThenOnly()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(options: relay => relay.MaxNotificationBytes = 1024);

        IReadOnlyList<string> made = await MadeByPostsAsync(rig, 413);

        // Each thread keeps an array for itself, and which thread answers is chance.
        Assert.InRange(made.Count, 0, Posts / 2);
    }

    [Fact]
    public async Task AListener_HearsOfALargeArrayOfBytes()
    {
        using var large = new LargeObjects();
        await large.TakeAsync();

        GC.KeepAlive(new byte[500_000]);

        Assert.Contains("System.Byte[]", await large.TakeAsync());
    }

    private static async Task<IReadOnlyList<string>> MadeByPostsAsync(WebhookRig rig, int status)
    {
        byte[] body = Body();
        using var large = new LargeObjects();
        for (int i = 0; i < Posts; i++)
        {
            Assert.Equal(status, (await rig.PostAsync(body)).Status);
        }

        await large.TakeAsync();
        for (int i = 0; i < Posts; i++)
        {
            Assert.Equal(status, (await rig.PostAsync(body)).Status);
        }

        return await large.TakeAsync();
    }

    // Gives the same array again whichever thread asks.
    private static void OwnPool(IServiceCollection services) => services.AddSingleton(new BodyPool(ArrayPool<byte>.Create(4 * 1024 * 1024, 4)));

    private static byte[] Body()
    {
        using JsonDocument sample = JsonDocument.Parse(NotificationSamples.S3Put.Body);
        string record = sample.RootElement.GetProperty("Records")[0].GetRawText();
        return Encoding.UTF8.GetBytes($$"""{"Records":[{{string.Join(',', Enumerable.Repeat(record, Records))}}]}""");
    }
}
