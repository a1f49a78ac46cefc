using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>Records what the instruments of one meter measure, from its making to its disposal. What was recorded stays readable after that.</summary>
/// <remarks>
/// Meters are global to the process. Where tests run in parallel, listen to the test's own <see cref="Meter"/> (a meter factory answers the same name with
/// the same meter) rather than to a name that other tests use too.
/// </remarks>
public sealed class MetricRecorder : IDisposable
{
    private readonly ConcurrentQueue<RecordedMeasurement> _measurements = new();
    private readonly ConcurrentDictionary<RecordedInstrument, byte> _instruments = new();
    private readonly MeterListener _listener = new();

    /// <summary>Listens to every meter of this name, present or made later.</summary>
    /// <param name="meterName">The exact name.</param>
    public MetricRecorder(string meterName)
    {
        ArgumentException.ThrowIfNullOrEmpty(meterName);
        Listen(meter => meter.Name == meterName);
    }

    /// <summary>Listens to this meter only.</summary>
    /// <param name="meter">The meter; the recorder does not dispose it.</param>
    public MetricRecorder(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        Listen(other => ReferenceEquals(other, meter));
    }

    /// <summary>The instruments published so far, sorted by name.</summary>
    public IReadOnlyList<RecordedInstrument> Instruments => [.. _instruments.Keys.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];

    /// <summary>All measurements so far, in the order in which they were made.</summary>
    public IReadOnlyList<RecordedMeasurement> Measurements => [.. _measurements];

    /// <summary>The values that one instrument measured, in order.</summary>
    /// <param name="name">The instrument's name.</param>
    /// <exception cref="ArgumentException">No instrument of this name was published: a misspelt name must not look like "nothing measured".</exception>
    public IReadOnlyList<double> Values(string name) => [.. Of(name).Select(measurement => measurement.Value)];

    /// <summary>The sum of what one instrument measured with all of these tags (other tags may be there too); 0 if it measured nothing.</summary>
    /// <param name="name">The instrument's name.</param>
    /// <param name="tags">Tag names and values; values are equal if they are <see cref="object.Equals(object?)"/> or read the same, so 3 matches 3L.</param>
    /// <exception cref="ArgumentException">No instrument of this name was published.</exception>
    public double Sum(string name, params (string Key, object? Value)[] tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return Of(name).Where(measurement => Array.TrueForAll(tags, tag => Has(measurement, tag))).Sum(measurement => measurement.Value);
    }

    /// <summary>Asks the observable instruments for their values, which are recorded like any other.</summary>
    /// <exception cref="AggregateException">An instrument's callback threw.</exception>
    public void RecordObservable() => _listener.RecordObservableInstruments();

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private static bool Has(RecordedMeasurement measurement, (string Key, object? Value) tag) =>
        measurement.Tags.TryGetValue(tag.Key, out object? value) && (Equals(value, tag.Value) || Text(value) == Text(tag.Value));

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private IEnumerable<RecordedMeasurement> Of(string name)
    {
        if (!_instruments.Keys.Any(instrument => instrument.Name == name))
        {
            string known = string.Join(", ", Instruments.Select(instrument => instrument.Name));
            throw new ArgumentException($"No instrument '{name}' was published. Published: {(known.Length == 0 ? "none" : known)}.", nameof(name));
        }

        return _measurements.Where(measurement => measurement.Name == name);
    }

    private void Listen(Func<Meter, bool> isOurs)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isOurs(instrument.Meter))
            {
                _instruments.TryAdd(RecordedInstrument.From(instrument), 0);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        _listener.Start();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> copy = new(tags.Length);
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            copy[tag.Key] = tag.Value;
        }

        _measurements.Enqueue(new RecordedMeasurement(
            instrument.Name, RecordedInstrument.KindOf(instrument), instrument.Unit, value, copy.ToFrozenDictionary()));
    }
}
