using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Dashboard.Tests.Serving;

/// <summary>One line puts the page beside a relay of a host, whose parts it finds.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("page").FullName;

    [Fact]
    public async Task Map_ShowsTheRelayItsJudgeAndItsChannels()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync().Within();
        var time = new ManualTimeProvider();
        await using PageRig page = await StartAsync(collector, time);
        await page.Services.GetRequiredService<ObjectEventRelay>().RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30)).Within();
        var emitter = (BufferedEventEmitter)page.Services.GetRequiredService<IEventEmitter>();

        // The capacities are delivered too.
        DashboardOverview overview = await Patience.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return page.OverviewAsync();
            },
            seen => seen.Relay?.Delivered >= 2 && seen.Relay.Held == 0 && emitter.Statistics.Delivered == seen.Relay.Delivered,
            "what is delivered to be shown");

        EmitterStatistics books = emitter.Statistics;
        DashboardRelay relay = overview.Relay!;
        Assert.Equal(("delivering", books.Delivered, books.Pending, 0L, 0L, 0L), (relay.Collector, relay.Delivered, relay.Held, relay.Rejected, relay.Spooled, relay.RejectedKept));
        Assert.InRange(relay.LastAnswer!.Value, ManualTimeProvider.DefaultStart, time.GetUtcNow());
        Assert.Equal("spool running", Assert.Single(relay.Sources.Select(source => $"{source.Name} {source.State}")));
        Assert.Equal(["log", "event"], overview.Channels.Select(channel => channel.Name));
        Assert.Null(overview.Problem);
    }

    [Fact]
    public async Task Map_RelayWithoutAJudge_ShowsTheRelayAlone()
    {
        await using PageRig page = await PageRig.StartAsync(
            app => app.MapS3SnowplowDashboard("/"),
            services =>
            {
                services.AddSingleton<IEventEmitter>(new RecordingEventEmitter());
                services.AddS3SnowplowRelay();
            });

        DashboardOverview overview = await page.OverviewAsync();

        Assert.StartsWith("No pipelines are judged here", overview.Problem, StringComparison.Ordinal);
        Assert.Equal(("delivering", 0), (overview.Relay!.Collector, overview.Relay.Delivered));
    }

    [Fact]
    public async Task Map_ARelayThatIsNotThere_NamesIt()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => PageRig.StartAsync(app => app.MapS3SnowplowDashboard("/", relay: "second"), services => services.AddS3SnowplowRelay()));

        Assert.Contains("AddS3SnowplowRelay(\"second\")", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_NamedRelay_ShowsThatOne()
    {
        string bands = Path.Combine(_folder, "second.yml");
        await File.WriteAllTextAsync(bands, "pipelines: { only-second: { band: 1 GB/h, inputs: [ { bucket: b } ] } }");
        var time = new ManualTimeProvider();
        await using PageRig page = await PageRig.StartAsync(
            app => app.MapS3SnowplowDashboard("/second", relay: "second"),
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddKeyedSingleton<IEventEmitter>("second", new RecordingEventEmitter(time));
                services.AddS3SnowplowRelay("second").AddCapacity(bands).AddThroughputJudge();
            },
            settings: ("S3Snowplow:Relays:second:Dashboard:AllowedHosts:0", "second.example"));
        await Patience.UntilAsync(() => page.Services.GetRequiredKeyedService<LiveBands>("second").Current is not null, "the bands to be read");
        time.Advance(TimeSpan.FromMinutes(1));
        await page.Services.GetRequiredKeyedService<ThroughputJudge>("second").RunOnceAsync().Within();
        time.Advance(TimeSpan.FromMinutes(1));
        await page.Services.GetRequiredKeyedService<ThroughputJudge>("second").RunOnceAsync().Within();
        time.Advance(TimeSpan.FromSeconds(1));

        PageAnswer answer = await page.GetAsync("/second/api/overview", ("Host", "second.example"));

        Assert.Equal(200, answer.Status);
        Assert.Contains("\"source\":\"second\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"only-second\"", answer.Text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<PageRig> StartAsync(LocalCollector collector, ManualTimeProvider time)
    {
        string bands = Path.Combine(_folder, "bands.yml");
        await File.WriteAllTextAsync(bands, Scene.TwoSizes);
        return await PageRig.StartAsync(
            app => app.MapS3SnowplowDashboard("/"),
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddS3SnowplowRelay().AddSpool(spool => spool.Directory = Path.Combine(_folder, "spool")).AddCapacity(bands).AddThroughputJudge();
            },
            settings: [("S3Snowplow:CollectorUri", collector.Uri.AbsoluteUri), ("S3Snowplow:AllowHttp", "true")]);
    }
}
