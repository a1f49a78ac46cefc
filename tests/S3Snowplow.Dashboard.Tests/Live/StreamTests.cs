using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Live;

/// <summary>What changes is told to all who listen, and to nobody who has gone.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task NewClient_IsGreetedWithTheStatusOfNow()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        scene.Time.Advance(TimeSpan.FromSeconds(7));

        using EventStream stream = await page.ListenAsync();
        DashboardStatus status = StatusOf(await stream.NextAsync());

        Assert.Equal("text/event-stream", stream.ContentType);
        Assert.Equal(scene.Time.GetUtcNow(), status.At);
        Assert.Equal((await page.OverviewAsync()).Revision, status.Revision);
        Assert.Equal("pager", Assert.Single(status.Channels).Name);
    }

    [Fact]
    public async Task JudgedMinute_IsToldWithinOneLook_ToAllWhoListen()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        using EventStream one = await page.ListenAsync();
        using EventStream other = await page.ListenAsync();
        DashboardStatus before = StatusOf(await one.NextAsync());
        await other.NextAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(60));

        // Nobody knows of it before the judge has judged. Signs of life came meanwhile.
        await scene.Judge.RunOnceAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        foreach (EventStream stream in new[] { one, other })
        {
            (DashboardStatus status, DashboardJudged judged) = await JudgedAsync(stream);
            Assert.Equal((before.Revision + 1, scene.Judge.JudgedUntil), (status.Revision, status.JudgedUntil));
            Assert.Equal((before.Revision + 1, scene.Judge.JudgedUntil), (judged.Revision, judged.JudgedUntil));
        }

        Assert.Equal(before.Revision + 1, (await page.OverviewAsync()).Revision);
    }

    [Fact]
    public async Task ChangedBands_AreToldAsJudged()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        using EventStream stream = await page.ListenAsync();
        DashboardStatus before = StatusOf(await stream.NextAsync());

        scene.Bands.Set(CapacityBands.Parse(Scene.TwoSizes.Replace("data-platform", "others", StringComparison.Ordinal)), scene.Time.GetUtcNow());
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        (_, DashboardJudged judged) = await JudgedAsync(stream);
        Assert.Equal(before.Revision + 1, judged.Revision);
    }

    [Fact]
    public async Task ChannelThatFails_ChangesTheStatusAndNotTheJudgement()
    {
        await using var scene = new Scene();
        scene.Channel.Answer = new AlertAnswer(AlertOutcome.Broken, "HTTP 403");
        scene.Arriving["ops1"] = 20_000_000;
        await scene.Judge.RunOnceAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        await scene.PassAsync(40);
        using EventStream stream = await page.ListenAsync();
        await stream.NextAsync();
        await Patience.UntilAsync(() => scene.Alerts.Channels[0].Health == AlertChannelHealth.Broken, "the channel to be broken");
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        (string Name, string Data)? told = await stream.NextAsync();
        while (told?.Name != "status" || StatusOf(told).Channels[0].State != "broken")
        {
            told = await stream.NextAsync();
        }

        Assert.Equal("status", told?.Name);
    }

    [Fact]
    public async Task NothingChanged_IsSignedEach15Seconds()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        using EventStream stream = await page.ListenAsync();
        await stream.NextAsync();

        scene.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(("", ": alive"), await stream.NextAsync());
    }

    [Fact]
    public async Task HostThatStops_EndsTheStreams()
    {
        await using var scene = new Scene();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        using EventStream stream = await page.ListenAsync();
        await stream.NextAsync();

        await page.StopAsync();

        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task ClientThatGoes_IsForgotten()
    {
        await using var scene = new Scene();
        var feed = new CountedFeed(scene.Inputs);
        await using PageRig page = await PageRig.StartAsync(feed.Map);
        EventStream[] streams = [await page.ListenAsync(), await page.ListenAsync()];
        foreach (EventStream stream in streams)
        {
            await stream.NextAsync();
        }

        Assert.Equal(2, feed.Listening);
        foreach (EventStream stream in streams)
        {
            stream.Dispose();
        }

        await Patience.UntilAsync(() => feed.Listening == 0, "the streams of the clients that are gone to end");
    }

    [Fact]
    public async Task ManyWhoAsk_ShareOneComputation()
    {
        await using var scene = new Scene();
        scene.Arriving["ops1"] = 1000;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(3);
        using var feed = new DashboardFeed(scene.Inputs);

        Parallel.For(0, 20, _ => feed.Overview(compressed: true));
        scene.Time.Advance(TimeSpan.FromSeconds(5));
        Parallel.For(0, 20, _ => feed.Overview(compressed: false));

        Assert.Equal(1, feed.Computations);
    }

    private static DashboardStatus StatusOf((string Name, string Data)? told)
    {
        Assert.Equal("status", told?.Name);
        return JsonSerializer.Deserialize(told!.Value.Data, DashboardJson.Default.DashboardStatus)!;
    }

    // The event of the judgement, and the status before it.
    private static async Task<(DashboardStatus Status, DashboardJudged Judged)> JudgedAsync(EventStream stream)
    {
        DashboardStatus? status = null;
        while (true)
        {
            (string name, string data) = (await stream.NextAsync())!.Value;
            if (name == "judged")
            {
                Assert.NotNull(status);
                return (status, JsonSerializer.Deserialize(data, DashboardJson.Default.DashboardJudged)!);
            }

            status = name == "status" ? JsonSerializer.Deserialize(data, DashboardJson.Default.DashboardStatus) : status;
        }
    }
}
