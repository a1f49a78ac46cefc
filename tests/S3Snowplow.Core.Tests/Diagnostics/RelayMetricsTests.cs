using S3Snowplow.Core.Tests.Events;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Diagnostics;

public sealed class RelayMetricsTests : IDisposable
{
    private readonly OwnMeters _meters = new();
    private readonly RelayMetrics _metrics;
    private readonly MetricRecorder _recorder;

    public RelayMetricsTests()
    {
        _metrics = new RelayMetrics(_meters);
        _recorder = new MetricRecorder(_meters.Made!);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _metrics.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Instruments_OfARelay_AreThese() => Snapshot.Match(
        string.Concat(_recorder.Instruments.Select(one => $"{one.Name}\t{one.Kind}\t{one.Unit}\t{one.Description}\n")), "txt");

    [Fact]
    public void SourceName_OfMeterAndActivitySource_IsOne()
    {
        Assert.Equal("S3Snowplow", RelayTelemetry.SourceName);
        Assert.Equal("S3Snowplow", _meters.Made!.Name);
        Assert.Equal("S3Snowplow", RelayTelemetry.Source.Name);
    }

    [Fact]
    public void Read_Content_CountsByDialectAndArrivedBytes()
    {
        var content = new NotificationContent();
        content.Add(SomeObjectEvent.WithAll);
        content.Add(SomeObjectEvent.WithAll with { Dialect = NotificationDialect.Ceph, Size = 7 });
        content.Add(SomeObjectEvent.WithAll with { Dialect = NotificationDialect.Ceph, Name = "ObjectRemoved:Delete", Size = 100_000 });
        content.AddTestEvent();

        _metrics.Read(content.ObjectEvents, content.TestEvents);

        Assert.Equal(1, _recorder.Sum("s3snowplow.object_events", ("dialect", "aws:s3")));
        Assert.Equal(2, _recorder.Sum("s3snowplow.object_events", ("dialect", "ceph:s3")));
        Assert.Equal(1031, _recorder.Sum("s3snowplow.object_events.arrived"));
        Assert.Equal(1, _recorder.Sum("s3snowplow.test_events"));
    }

    [Fact]
    public void Read_EmptyContent_MeasuresNothing()
    {
        _metrics.Read([], testEvents: 0);

        Assert.Empty(_recorder.Measurements);
    }

    [Theory]
    [InlineData("Sending", "Retrying", 1, 0)]
    [InlineData("Sending", "Misdirected", 0, 1)]
    [InlineData("Retrying", "Misdirected", -1, 1)]
    [InlineData("Misdirected", "Retrying", 1, -1)]
    [InlineData("Retrying", "Sending", -1, 0)]
    [InlineData("Misdirected", "Closed", 0, -1)]
    [InlineData("Sending", "Closed", 0, 0)]
    public void Paused_ChangeOfState_MovesOneEmitter(string before, string after, int retrying, int misdirected)
    {
        _metrics.Paused(Enum.Parse<EmitterState>(before), Enum.Parse<EmitterState>(after));

        Assert.Equal(retrying, _recorder.Sum("s3snowplow.emitters.paused", ("state", "retrying")));
        Assert.Equal(misdirected, _recorder.Sum("s3snowplow.emitters.paused", ("state", "misdirected")));
    }

    [Fact]
    public void Request_Answers_AreTaggedWithWhatIsKnown()
    {
        Request(TimeSpan.FromMilliseconds(250), events: 3, bytes: 1000, CollectorAnswer.Accepted(200));
        Request(TimeSpan.FromSeconds(1), events: 2, bytes: 500, CollectorAnswer.Of(System.Net.HttpStatusCode.ServiceUnavailable, retryAfter: null));
        Request(TimeSpan.FromSeconds(10), events: 1, bytes: 250, CollectorAnswer.NoAnswer("timeout"));

        Assert.Equal([3, 2, 1], _recorder.Values("s3snowplow.batch.events"));
        Assert.Equal([1000, 500, 250], _recorder.Values("s3snowplow.batch.size"));
        Assert.Equal([0.25, 1, 10], _recorder.Values("s3snowplow.collector.request.duration"));
        RecordedMeasurement[] durations = [.. _recorder.Measurements.Where(one => one.Name == "s3snowplow.collector.request.duration")];
        Assert.Equal(Tags(("answer", "delivered"), ("http.response.status_code", 200)), durations[0].Tags);
        Assert.Equal(Tags(("answer", "retry"), ("http.response.status_code", 503), ("error.type", "503")), durations[1].Tags);
        Assert.Equal(Tags(("answer", "retry"), ("error.type", "timeout")), durations[2].Tags);
    }

    [Fact]
    public void Changed_Nothing_MeasuresNothing()
    {
        _metrics.Changed(default);

        Assert.Empty(_recorder.Measurements);
    }

    private static Dictionary<string, object?> Tags(params (string Name, object Value)[] tags) => tags.ToDictionary(tag => tag.Name, tag => (object?)tag.Value);

    private void Request(TimeSpan duration, int events, int bytes, CollectorAnswer answer) =>
        _metrics.Request(duration, events, bytes, answer.Tag, answer.StatusCode, answer.ErrorType);
}
