using System.Buffers;
using System.Text;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>Marked values go through everything that can happen; none may show in a log, a metric's tag or a span.</summary>
public sealed class PrivacyTests
{
    private const string Marker = "tm4rk3r";

    [Fact]
    public async Task Telemetry_OfEverythingThatCanHappen_ShowsNoMarkedValue()
    {
        using var spans = new ActivityRecorder(RelayTelemetry.SourceName);
        using var meter = new OneMeter();
        using var metrics = new MetricRecorder(RelayTelemetry.SourceName);
        await using LiveRig rig = await LiveRig.StartAsync(options => (options.Delivery.MaxEventBytes, options.SendPersonalData) = (3000, true));
        rig.Collector.Faults.Enqueue(CollectorFault.Status(503), CollectorFault.Status(404), CollectorFault.Garbage(), CollectorFault.Status(413, [], Marker));
        await using var relay = new ObjectEventRelay(rig.Options, rig.Emitter, loggerFactory: rig.Logs, meterFactory: meter);
        await using var picky = new ObjectEventRelay(rig.Options, rig.Emitter, new BrokenMapper(), loggerFactory: rig.Logs, meterFactory: meter);

        foreach (string body in Bodies())
        {
            foreach (ObjectEventRelay one in new[] { relay, picky })
            {
                await one.RelayAsync(new Notification(Encoding.UTF8.GetBytes(body), "id-1"), Timeout.InfiniteTimeSpan).Within();
                await one.RelayAsync(new Notification(Encoding.UTF8.GetBytes(body), "id-2"), TimeSpan.Zero).Within();
            }
        }

        Assert.All(rig.Logs.Entries, entry =>
        {
            Assert.DoesNotContain(Marker, entry.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Marker, $"{entry.Exception}", StringComparison.OrdinalIgnoreCase);
            Assert.All(entry.State, pair => Assert.DoesNotContain(Marker, $"{pair.Value}", StringComparison.OrdinalIgnoreCase));
        });
        Assert.Superset(new HashSet<int> { 1000, 1001, 1003, 1010, 1012 }, rig.Logs.Entries.Select(entry => entry.EventId.Id).ToHashSet());
        Assert.All(metrics.Measurements.SelectMany(measured => measured.Tags.Values), tag => Assert.DoesNotContain(Marker, $"{tag}", StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(spans.Activities);
        Assert.All(
            spans.Activities,
            span => Assert.DoesNotContain(Marker, span.DisplayName + span.StatusDescription + string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Options_WithSecretsInTheAddress_AreRefusedWithoutThem()
    {
        foreach (string address in new[] { $"https://{Marker}:{Marker}@collector.example", $"https://collector.example/?key={Marker}", $"https://collector.example/#{Marker}", $"ftp://{Marker}@collector.example" })
        {
            RelayOptionsException exception = Assert.Throws<RelayOptionsException>(() => new BufferedEventEmitter(new RelayOptions { CollectorUri = new Uri(address) }));

            Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<string> Bodies()
    {
        string good = $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"{{{{Marker}}}}"},"requestParameters":{"sourceIPAddress":"{{{{Marker}}}}"},"responseElements":{"x-amz-request-id":"{{{{Marker}}}}"},"s3":{"configurationId":"{{{{Marker}}}}","bucket":{"name":"bucket","ownerIdentity":{"principalId":"{{{{Marker}}}}"}},"object":{"key":"{{{{Marker}}}}","size":1,"eTag":"{{{{Marker}}}}","versionId":"{{{{Marker}}}}","sequencer":"{{{{Marker}}}}"}}}]}""";
        yield return good;
        yield return good[..^20];
        yield return good.Replace("\"size\":1", $"\"size\":\"{Marker}\"", StringComparison.Ordinal);
        yield return good.Replace("2026-01-01T00:00:00.000Z", Marker, StringComparison.Ordinal);
        yield return good.Replace("\"name\":\"bucket\"", $"\"name\":[\"{Marker}\"]", StringComparison.Ordinal);
        yield return good.Replace($"\"key\":\"{Marker}\"", $"\"key\":\"{Marker}{new string('x', 5000)}\"", StringComparison.Ordinal);
        yield return good.Replace($"\"key\":\"{Marker}\"", $"\"key\":\"{Marker}%zz\"", StringComparison.Ordinal);
        yield return $"{{\"Message\":\"{Marker}\",\"Type\":\"Notification\"}}";
        yield return $"{{\"Records\":[\"{Marker}\",{{\"eventSource\":\"{Marker}\"}}]}}";
        yield return $"{{\"Records\":{Marker}}}";
        yield return $"\"{Marker}\"";
    }

    // Its output is no JSON and begins with the key: the parser's message would quote it.
    private sealed class BrokenMapper : IObjectEventMapper
    {
        public IgluUri Schema => ObjectEventMapper.DefaultSchema;

        public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data) => data.Write(Encoding.UTF8.GetBytes($"{{\"key\":{objectEvent.Key}}}"));
    }
}
