using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary><c>serve</c> as one process, with real addresses on loopback.</summary>
public sealed class ServeRunTests
{
    [Fact]
    public async Task Run_WithoutAnySetting_RelaysWhatIsPostedToACollectorInTheProcess()
    {
        await using var rig = new ServeRig();
        await rig.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync(ServeRig.Landed(1, 5, DateTimeOffset.UnixEpoch)));
        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync("no JSON"));
        await Patience.UntilAsync(() => rig.Output.Contains("The collector says: 1 good, 0 bad", StringComparison.Ordinal), "the collector to say what it got");
        Assert.Equal(HttpStatusCode.OK, (await rig.HealthAsync()).Status);
        Assert.True(Directory.Exists(Path.Combine(rig.Folder, "data", "spool")));
        Assert.Equal(ExitCode.Success, await rig.StopAsync());
    }

    [Fact]
    public async Task Run_WithJson_WritesOneDocumentOfWhatRuns()
    {
        await using var rig = new ServeRig { IsJson = true };
        rig.Environment["COLLECTOR_URI"] = "https://collector.acme.com";

        Assert.Equal(ExitCode.Success, await rig.CheckAsync());
        JsonElement said = JsonDocument.Parse(rig.Output).RootElement;
        Assert.Equal("https://collector.acme.com", said.GetProperty("collector").GetString());
        Assert.Equal(JsonValueKind.Array, said.GetProperty("queues").ValueKind);
    }

    [Fact]
    public async Task Run_WhileTheCollectorIsAway_KeepsWhatIsPostedAndHealthSaysWhy()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Always(CollectorFault.Status(503));
        await using var rig = new ServeRig();
        rig.Environment["COLLECTOR_URI"] = collector.Uri.AbsoluteUri;
        await rig.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync(ServeRig.Landed(1, 5, DateTimeOffset.UnixEpoch)));
        (HttpStatusCode status, string text) = await Patience.UntilAsync(rig.HealthAsync, seen => seen.Text.Contains("the collector fails, events are retried", StringComparison.Ordinal), "health to say that the collector fails");
        Assert.Equal(("Degraded", HttpStatusCode.OK), (text.Split('\n')[0], status));
        Assert.Contains("<html", await rig.PageAsync(""), StringComparison.Ordinal);

        collector.Faults.Clear();
        await collector.WaitForAsync(1, Timeout.InfiniteTimeSpan).Within("what was kept to be delivered");
    }

    [Fact]
    public async Task Run_OnAPortInUse_SaysItInALine()
    {
        await using LoopbackServer other = await LoopbackServer.StartAsync(0, context => context.Response.WriteAsync("mine"), CancellationToken.None);
        await using var rig = new ServeRig { Urls = other.Uri.AbsoluteUri };

        Assert.Equal(ExitCode.Refused, await rig.RunToEndAsync());
        string line = Assert.Single(rig.ErrorLines);
        Assert.Contains("address already in use", line, StringComparison.Ordinal);
        Assert.Contains("--urls http://127.0.0.1:PORT", line, StringComparison.Ordinal);
        Assert.Empty(rig.Output);
    }

    [Fact]
    public async Task Run_WithASpoolThatAnotherOneUses_SaysItInALineAndLeavesTheOtherAlone()
    {
        await using var rig = new ServeRig();
        await using var second = new ServeRig();
        await rig.StartAsync();
        second.Sets.Add($"S3Snowplow:DataFolder={Path.Combine(rig.Folder, "data")}");

        Assert.Equal(ExitCode.Failed, await second.RunToEndAsync());
        Assert.Contains("is in use by another process", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync(ServeRig.Landed(1, 5, DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public async Task Run_OfMoreThanTheCapacity_TellsTheWebhookAndTheCollector()
    {
        var time = new ManualTimeProvider();
        var told = new List<string>();
        await using LoopbackServer ops = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
                lock (told) told.Add(body);
            },
            CancellationToken.None);
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var rig = new ServeRig { Time = time };
        string bands = rig.Write("bands.yml", "bands: { s: 1 GB/h, l: 100 GB/h }\npipelines: { raw: { band: s, inputs: [{ bucket: b-raw, prefix: in/ }], alerts: [ops] } }\n");
        rig.Configure($$"""
            {
              "S3Snowplow": {
                "CollectorUri": "{{collector.Uri.AbsoluteUri}}",
                "Capacity": { "BandsFile": "bands.yml" },
                "Alerts": { "ops": { "Type": "webhook", "Address": "{{ops.Uri.AbsoluteUri}}", "Credential": "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh" } }
              }
            }
            """);
        await rig.StartAsync();
        Assert.Contains("1 pipeline", rig.Output, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync(ServeRig.Landed(1, 5_000_000_000, time.GetUtcNow())));
        await Patience.UntilAsync(() => collector.Good.Any(good => good.Schema?.Contains("/object_event/", StringComparison.Ordinal) == true), "the object's event");
        await PassUntilAsync(time, () => { lock (told) return told.Any(body => body.Contains("critical", StringComparison.OrdinalIgnoreCase)); }, "the webhook to be told that it is critical");
        await PassUntilAsync(time, () => collector.Good.Any(good => good.Schema?.Contains("/throughput_exceeded/", StringComparison.Ordinal) == true), "the collector to be told");
        Assert.Contains("\"raw\"", await rig.PageAsync("api/overview"), StringComparison.Ordinal);

        // A larger band, while it runs.
        await File.WriteAllTextAsync(bands, (await File.ReadAllTextAsync(bands)).Replace("band: s", "band: l", StringComparison.Ordinal));
        await PassUntilAsync(time, () => collector.Good.Any(good => good.Schema?.Contains("/processor_capacity/", StringComparison.Ordinal) == true && good.Data.GetRawText().Contains("100000000000", StringComparison.Ordinal)), "the new capacity to be sent");
        Assert.Equal(ExitCode.Success, await rig.StopAsync());
        Assert.True(File.Exists(Path.Combine(rig.Folder, "data", "judge.state")));
        Assert.Empty(collector.Bad);
    }

    // Its time is that of the clock, as in a script that writes the bands and then starts serve.
    [Fact]
    public async Task Run_WithBandsWrittenThisMoment_WaitsUntilTheyHaveSettledAndStarts()
    {
        var time = new ManualTimeProvider();
        await using var rig = new ServeRig { Time = time };
        string bands = rig.Write("bands.yml", "bands: { s: 1 GB/h }\npipelines: { raw: { band: s, inputs: [{ bucket: b-raw }] } }\n");
        File.SetLastWriteTimeUtc(bands, time.GetUtcNow().UtcDateTime);
        rig.Sets.Add($"S3Snowplow:Capacity:BandsFile={bands}");

        Task<Uri> starting = rig.StartAsync();
        await PassUntilAsync(time, () => starting.IsCompleted, "serve to start with the new bands");

        await starting;
        Assert.Contains("1 pipeline", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnOpenTelemetryEndpoint_SendsMetricsAndTracesThere()
    {
        var got = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await using LoopbackServer backend = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                got.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
            },
            CancellationToken.None);
        await using var rig = new ServeRig();
        rig.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = backend.Uri.AbsoluteUri;
        rig.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        rig.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        await rig.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await rig.PostAsync(ServeRig.Landed(1, 5, DateTimeOffset.UnixEpoch)));
        await Patience.UntilAsync(() => Has("/v1/metrics", "s3snowplow.notification.age", "s3snowplow.spool.length") && Has("/v1/traces", "collector post", "relay"), "metrics and traces");
        Assert.Contains($"Metrics to  {backend.Uri.GetLeftPart(UriPartial.Authority)}", rig.Output, StringComparison.Ordinal);

        bool Has(string path, params string[] names) => names.All(name => got.GetValueOrDefault(path, "").Contains(name, StringComparison.Ordinal));
    }

    // The judge and its channels wait for the clock, and requests for real answers: so time passes in small steps until it is so.
    private static Task PassUntilAsync(ManualTimeProvider time, Func<bool> condition, string what) => Patience.UntilAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            time.Advance(TimeSpan.FromSeconds(2));
            return false;
        },
        what);
}
