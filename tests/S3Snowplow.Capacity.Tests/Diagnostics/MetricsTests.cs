using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Capacity.Tests.Monitoring;
using S3Snowplow.Core.Tests.Diagnostics;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Diagnostics;

/// <summary>What <c>docs/telemetry.md</c> says of this package's instruments is what the code measures.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Instruments_OfTheDocument_AreThoseMeasured()
    {
        await using ServiceProvider provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        var time = new ManualTimeProvider();
        var good = new RecordingChannel("good");
        var bad = new RecordingChannel("bad") { Send = _ => throw new AlertRefusedException("no") };
        await using var alerts = new AlertDispatcher([good, bad], timeProvider: time, meterFactory: meters);
        using var monitor = new ThroughputMonitor(MonitorRig.Bands, timeProvider: time, meterFactory: meters);
        using var recorder = new MetricRecorder(meters.Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version }));
        monitor.SetCapacities([new ProcessorCapacity("p", "small", Throughput.Parse("60 B/h"), time.GetUtcNow(), CapacityOrigin.File, "r")]);
        monitor.OnObjectEvent(Objects.Put("b", "in/1", 600, time.GetUtcNow()));
        monitor.OnObjectEvent(Objects.Put("other", "in/1", 600, time.GetUtcNow()));
        time.Advance(TimeSpan.FromMinutes(1));

        await alerts.PostAsync(new Alert(Assert.Single(monitor.Evaluate()))).Within();
        recorder.RecordObservable();

        Assert.Equal((1, 1), (recorder.Sum("s3snowplow.monitor.arrivals", ("result", "counted")), recorder.Sum("s3snowplow.monitor.arrivals", ("result", "unmatched"))));
        Assert.Equal(599, recorder.Sum("s3snowplow.pipeline.backlog", ("pipeline", "p")));
        Assert.Equal(599 * 60, recorder.Sum("s3snowplow.pipeline.behind"), 1.0);
        Assert.Equal((1, 0), (recorder.Sum("s3snowplow.pipeline.exceeded"), recorder.Sum("s3snowplow.pipeline.unknown")));
        Assert.Equal((1, 1), (recorder.Sum("s3snowplow.alerts", ("channel", "good"), ("outcome", "sent")), recorder.Sum("s3snowplow.alerts", ("channel", "bad"), ("outcome", "given_up"))));
        Assert.Equal(
            recorder.Instruments.Select(one => $"{one.Name} {one.Kind} {one.Unit} {Tags(recorder, one.Name)} {one.Description}"),
            TelemetryDocument.Table("Instruments of S3Snowplow.Capacity").Select(row => $"{row[0]} {row[1]} {row[2]} {string.Join(", ", TelemetryDocument.Items(row[3]).Where(IsTag).Select(item => item.Split(':')[0]))} {row[4]}"));
    }

    // In the document a tag's values follow it.
    private static bool IsTag(string item) => item.Contains(':', StringComparison.Ordinal) || item is "pipeline" or "channel";

    private static string Tags(MetricRecorder recorder, string name) =>
        string.Join(", ", recorder.Measurements.Where(one => one.Name == name).SelectMany(one => one.Tags.Keys).Distinct().Order(StringComparer.Ordinal));
}
