using System.Diagnostics.Metrics;

namespace S3Snowplow.Testing.Tests;

public sealed class MetricRecorderTests : IDisposable
{
    private readonly Meter _meter = new(new MeterOptions("S3Snowplow.Testing.Tests.Metrics") { Version = "1" });
    private readonly MetricRecorder _recorder;

    public MetricRecorderTests() => _recorder = new MetricRecorder(_meter);

    public void Dispose()
    {
        _recorder.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Measurements_Counter_KeepNameKindUnitValueAndTags()
    {
        _meter.CreateCounter<long>("events", "{event}", "Events.").Add(3, new KeyValuePair<string, object?>("outcome", "delivered"));

        RecordedMeasurement measurement = Assert.Single(_recorder.Measurements);
        Assert.Equal(("events", InstrumentKind.Counter, "{event}", 3d), (measurement.Name, measurement.Kind, measurement.Unit, measurement.Value));
        Assert.Equal("delivered", Assert.Single(measurement.Tags).Value);
    }

    [Fact]
    public void Values_EveryNumberType_AreDoubles()
    {
        _meter.CreateHistogram<byte>("byte").Record(1);
        _meter.CreateHistogram<short>("short").Record(2);
        _meter.CreateHistogram<int>("int").Record(3);
        _meter.CreateHistogram<float>("float").Record(4.5f);
        _meter.CreateHistogram<double>("double").Record(5.5);
        _meter.CreateHistogram<decimal>("decimal").Record(6.5m);

        Assert.Equal([1d, 2, 3, 4.5, 5.5, 6.5], _recorder.Measurements.Select(measurement => measurement.Value));
        Assert.Equal([5.5], _recorder.Values("double"));
    }

    [Fact]
    public void Sum_Tags_CountsMeasurementsThatHaveThemAll()
    {
        Counter<int> counter = _meter.CreateCounter<int>("requests");
        counter.Add(1, new("status", 200), new("retry", false));
        counter.Add(10, new("status", 503), new("retry", true));
        counter.Add(100, new("status", 503), new("retry", false));

        Assert.Equal(111, _recorder.Sum("requests"));
        Assert.Equal(110, _recorder.Sum("requests", ("status", 503)));
        Assert.Equal(110, _recorder.Sum("requests", ("status", 503L)));
        Assert.Equal(100, _recorder.Sum("requests", ("status", "503"), ("retry", false)));
        Assert.Equal(0, _recorder.Sum("requests", ("status", null)));
        Assert.Equal(0, _recorder.Sum("requests", ("absent", 1)));
    }

    [Fact]
    public void Sum_UnknownInstrument_ThrowsWithTheKnownNames()
    {
        Assert.Contains("Published: none.", Assert.Throws<ArgumentException>(() => _recorder.Sum("event")).Message, StringComparison.Ordinal);
        _meter.CreateCounter<int>("events");

        ArgumentException exception = Assert.Throws<ArgumentException>(() => _recorder.Values("event"));

        Assert.Contains("'event' was published. Published: events.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _recorder.Sum("events"));
    }

    [Fact]
    public void Instruments_EveryKind_AreListedByName()
    {
        _meter.CreateObservableGauge("7", () => 1, "By", "Queue.");
        _meter.CreateObservableUpDownCounter("6", () => 1);
        _meter.CreateObservableCounter("5", () => 1);
        _meter.CreateGauge<int>("4");
        _meter.CreateHistogram<int>("3");
        _meter.CreateUpDownCounter<int>("2");
        _meter.CreateCounter<int>("1");

        Assert.Equal(Enum.GetValues<InstrumentKind>().Skip(1), _recorder.Instruments.Select(instrument => instrument.Kind));
        Assert.Equal(new RecordedInstrument("7", "By", InstrumentKind.ObservableGauge, "Queue."), _recorder.Instruments[^1]);
    }

    [Fact]
    public void RecordObservable_Gauge_AsksForItsValue()
    {
        int length = 7;
        _meter.CreateObservableGauge("queue", () => length);
        Assert.Empty(_recorder.Values("queue"));

        _recorder.RecordObservable();
        length = 8;
        _recorder.RecordObservable();

        Assert.Equal([7d, 8], _recorder.Values("queue"));
    }

    [Fact]
    public void Meter_AnotherOfTheSameName_IsHeardByNameOnly()
    {
        using MetricRecorder byName = new(_meter.Name);
        using Meter other = new(new MeterOptions(_meter.Name));
        other.CreateCounter<int>("events").Add(1);

        Assert.Empty(_recorder.Measurements);
        Assert.Equal(1, byName.Sum("events"));
    }

    [Fact]
    public void Dispose_LaterMeasurements_AreNotRecorded()
    {
        Counter<int> counter = _meter.CreateCounter<int>("events");
        counter.Add(1);

        _recorder.Dispose();
        counter.Add(1);

        Assert.Equal(1, _recorder.Sum("events"));
    }
}
