using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Core.Tests.Diagnostics;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Diagnostics;

public sealed class WebhookMetricsTests
{
    [Fact]
    public async Task Refused_IsCountedByReason()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook =>
        {
            webhook.Secrets.Add("sixteen-characters-or-more");
            webhook.SnsTopics.Add(AmazonSns.Topic);
            webhook.MaxBodyBytes = 100_000;
        });
        using var recorder = new MetricRecorder(MeterOf(rig));
        (string, string) secret = ("X-Api-Key", "sixteen-characters-or-more");

        await rig.PostAsync("{}", ("X-Api-Key", "another-of-sixteen-and-more"));
        await rig.PostAsync(new byte[200_000], headers: secret);
        await rig.PostAsync("", secret);
        await rig.PostAsync("""{"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:eu-west-1:123456789012:other","Message":"{}","Timestamp":"2026-01-01T00:00:00.000Z","SignatureVersion":"1","Signature":"x","SigningCertURL":"https://sns.eu-west-1.amazonaws.com/x.pem"}""", secret);

        const string Name = "s3snowplow.webhook.refused";
        Assert.Equal(
            (1, 2, 1, 4),
            (recorder.Sum(Name, ("reason", "credentials")), recorder.Sum(Name, ("reason", "body")), recorder.Sum(Name, ("reason", "sns")), recorder.Sum(Name)));
    }

    [Fact]
    public void Document_HasTheInstrumentAndItsReasons()
    {
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        var metrics = new WebhookMetrics(meters);
        using var recorder = new MetricRecorder(meters.Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version }));
        foreach (WebhookRefusal refusal in Enum.GetValues<WebhookRefusal>())
        {
            metrics.Refused(refusal);
        }

        string reasons = string.Join(", ", recorder.Measurements.Select(one => one.Tags["reason"]));
        RecordedInstrument instrument = Assert.Single(recorder.Instruments);
        Assert.Equal(
            $"{instrument.Name} {instrument.Kind} {instrument.Unit} reason: {reasons} {instrument.Description}",
            string.Join(" ", Assert.Single(TelemetryDocument.Table("Instruments of S3Snowplow.AspNetCore"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_WithATraceParent_IsContinued(bool spooled)
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-trace-").FullName;
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var spans = new ActivityRecorder(RelayTelemetry.SourceName);
        try
        {
            await using WebhookRig rig = await WebhookRig.StartAsync(relay: relay => _ = spooled ? relay.AddSpool(spool => spool.Directory = folder) : relay);

            Answer answer = await rig.PostAsync(NotificationSamples.CephPut.Body, headers: ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));
            await rig.Emitter.WaitForAsync(1).Within();

            Assert.Equal(200, answer.Status);
            Assert.Contains(spans.Activities, span => span.OperationName == "relay" && span.TraceId == ActivityTraceId.CreateFromString(Trace));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Meter MeterOf(WebhookRig rig) =>
        rig.Services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version });
}
