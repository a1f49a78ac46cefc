using System.Globalization;
using System.Text;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Dashboard.Tests.Rig;
using S3Snowplow.Testing;
using Xunit.Abstractions;

namespace S3Snowplow.Dashboard.Tests.Serving;

/// <summary>The overview's JSON: its form, its order and its size.</summary>
/// <param name="output">Where what was measured is said.</param>
public sealed class OverviewTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Overview_ByteForByte()
    {
        await using var scene = await SeveralStatesAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        Snapshot.Match((await page.GetAsync("/api/overview")).Body, "json");
    }

    [Fact]
    public async Task Pipeline_ByteForByte()
    {
        await using var scene = await SeveralStatesAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        Snapshot.Match((await page.GetAsync("/api/pipelines/over")).Body, "json");
    }

    [Fact]
    public async Task Overview_IsInOrder_TheWorstFirst()
    {
        await using var scene = await SeveralStatesAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        Assert.Equal(["over critical", "rising warning", "b fine", "a fine", "c fine"], (await page.OverviewAsync()).Pipelines.Select(one => $"{one.Name} {one.State}"));
    }

    [Fact]
    public async Task Overview_Compressed_IsTheSame()
    {
        await using var scene = await SeveralStatesAsync();
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        PageAnswer compressed = await page.GetAsync("/api/overview", ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", compressed.Headers["Content-Encoding"]);
        Assert.Equal("no-store", compressed.Headers["Cache-Control"]);
        Assert.Equal((await page.GetAsync("/api/overview")).Body, compressed.Decompressed());
    }

    [Fact]
    public async Task ThousandPipelines_AreOneComputationAMinute()
    {
        const int Pipelines = 1000;
        var bands = new StringBuilder("pipelines:\n");
        for (int i = 0; i < Pipelines; i++)
        {
            bands.Append(CultureInfo.InvariantCulture, $"  pipeline-{i:0000}: {{ band: {100 + i} MB/h, owner: team-{i % 17}, inputs: [ {{ bucket: b-{i:0000} }} ] }}\n");
        }

        await using var scene = new Scene(bands.ToString());
        await scene.Judge.RunOnceAsync();

        // A day fills the series; a part of it shows as well that all is computed once.
        for (int half = 0; half < Proof.Count(4, 50); half++)
        {
            for (int i = 0; i < Pipelines; i++)
            {
                scene.Arriving[$"pipeline-{i:0000}"] = ((i * 7919L) + (half * 104729L)) % 4_000_000;
            }

            await scene.PassAsync(1);
            scene.Arriving.Clear();
            await scene.PassAsync(29);
        }

        using var feed = new DashboardFeed(scene.Inputs);
        long began = TimeProvider.System.GetTimestamp();
        int plain = feed.Overview(compressed: false).Length;
        TimeSpan computed = TimeProvider.System.GetElapsedTime(began);
        began = TimeProvider.System.GetTimestamp();
        int compressed = feed.Overview(compressed: true).Length;
        TimeSpan compressing = TimeProvider.System.GetElapsedTime(began);
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        began = TimeProvider.System.GetTimestamp();
        feed.Overview(compressed: false);
        TimeSpan again = TimeProvider.System.GetElapsedTime(began);
        Assert.Equal(1, feed.Computations);

        // The next minute, with everything compiled.
        await scene.PassAsync(1);
        feed.Start();
        began = TimeProvider.System.GetTimestamp();
        feed.Overview(compressed: true);
        TimeSpan next = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Pipelines} pipelines: first computed in {computed.TotalMilliseconds:0} ms, {plain:N0} bytes; compressed in {compressing.TotalMilliseconds:0} ms, {compressed:N0} bytes; put together again in {again.TotalMilliseconds:0.0} ms; the next minute in {next.TotalMilliseconds:0} ms"));

        Assert.Equal(2, feed.Computations);
        Assert.InRange(plain, 1, 4_000_000);
        Assert.InRange(compressed, 1, 1_000_000);
    }

    private static async Task<Scene> SeveralStatesAsync()
    {
        var scene = new Scene(
            """
            bands: { small: 600 MB/h, large: 6 GB/h, tib: 1 TiB/h }
            pipelines:
              a: { band: small, inputs: [ { bucket: a } ] }
              b: { band: tib, owner: "<b> & co", inputs: [ { bucket: b } ] }
              c: { band: small, rhythm: 60 min, inputs: [ { bucket: c } ] }
              over: { band: small, owner: data-platform, runbook: "https://wiki.example/over", inputs: [ { bucket: o } ] }
              rising: { band: large, max_behind: 2 h, inputs: [ { bucket: r } ] }
            """);
        foreach ((string name, long bytes) in new[] { ("a", 5_000_000L), ("b", 18_500_000_000L), ("c", 1L), ("over", 20_000_000L), ("rising", 180_000_000L) })
        {
            scene.Arriving[name] = bytes;
        }

        await scene.Judge.RunOnceAsync();
        await scene.PassAndTellAsync(100);
        return scene;
    }
}
