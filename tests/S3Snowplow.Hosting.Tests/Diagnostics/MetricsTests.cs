using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Diagnostics;

public sealed class MetricsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Spool_TellsWhatItHolds_AsTheDocumentSays()
    {
        await using var rig = new HostRig(relay => relay.AddSpool(spool => spool.Directory = _folder));
        var spool = rig.Services.GetRequiredService<NotificationSpool>();
        using var recorder = new MetricRecorder(Meter(rig.Services));
        await spool.AppendAsync(new byte[1000]).Within();
        await spool.AppendAsync(new byte[500]).Within();

        recorder.RecordObservable();

        Assert.Equal(2, recorder.Sum("s3snowplow.spool.length", ("state", "open")));
        Assert.Equal(1500, recorder.Sum("s3snowplow.spool.size", ("state", "open")));
        Assert.Equal(0, recorder.Sum("s3snowplow.spool.length", ("state", "rejected")));
        string document = await File.ReadAllTextAsync(RepositoryFile.PathOf("docs/telemetry.md"));
        Assert.All(recorder.Instruments.Where(one => one.Name.StartsWith("s3snowplow.spool.", StringComparison.Ordinal)), one => Assert.Contains(
            $"| `{one.Name}` | {one.Kind} | `{one.Unit}` | `state`: `open`, `rejected` | {one.Description} |", document, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamedRelays_AreMeasuredApart()
    {
        HostApplicationBuilder builder = HostRig.Builder();
        await using var emitter = new RecordingEventEmitter();
        foreach (string name in (string[])["", "b"])
        {
            builder.Services.AddKeyedSingleton<IEventEmitter>(name, emitter);
            builder.Services.AddS3SnowplowRelay(name);
        }

        using IHost host = builder.Build();
        using var plain = new MetricRecorder(Meter(host.Services));
        using var named = new MetricRecorder(Meter(host.Services, new KeyValuePair<string, object?>("s3snowplow.relay", "b")));
        var first = host.Services.GetRequiredKeyedService<ObjectEventRelay>("");
        var second = host.Services.GetRequiredKeyedService<ObjectEventRelay>("b");

        await first.RelayAsync(new Notification(HostRig.Record(1)), TimeSpan.FromSeconds(30)).Within();
        await second.RelayAsync(new Notification(HostRig.Record(2)), TimeSpan.FromSeconds(30)).Within();
        await second.RelayAsync(new Notification(HostRig.Record(3)), TimeSpan.FromSeconds(30)).Within();

        Assert.Equal((1, 2), (plain.Sum("s3snowplow.object_events"), named.Sum("s3snowplow.object_events")));
    }

    // A meter factory answers the same name, version and tags with the same meter.
    private static Meter Meter(IServiceProvider services, params KeyValuePair<string, object?>[] tags) => services.GetRequiredService<IMeterFactory>()
        .Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version, Tags = tags.Length == 0 ? null : tags });
}
