using System.Diagnostics.Metrics;

namespace S3Snowplow.Testing;

/// <summary>What an instrument says about itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit, as <c>By</c>, <c>s</c> or <c>{event}</c>; <see langword="null"/> if it names none.</param>
/// <param name="Kind">How its values are to be read.</param>
/// <param name="Description">Its description; <see langword="null"/> if it has none.</param>
public sealed record RecordedInstrument(string Name, string? Unit, InstrumentKind Kind, string? Description)
{
    /// <summary>The facts about one instrument.</summary>
    internal static RecordedInstrument From(Instrument instrument) => new(instrument.Name, instrument.Unit, KindOf(instrument), instrument.Description);

    /// <summary>The kind, from the instrument's type.</summary>
    internal static InstrumentKind KindOf(Instrument instrument)
    {
        Type type = instrument.GetType();
        Type? open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return open switch
        {
            _ when open == typeof(Counter<>) => InstrumentKind.Counter,
            _ when open == typeof(UpDownCounter<>) => InstrumentKind.UpDownCounter,
            _ when open == typeof(Histogram<>) => InstrumentKind.Histogram,
            _ when open == typeof(Gauge<>) => InstrumentKind.Gauge,
            _ when open == typeof(ObservableCounter<>) => InstrumentKind.ObservableCounter,
            _ when open == typeof(ObservableUpDownCounter<>) => InstrumentKind.ObservableUpDownCounter,
            _ when open == typeof(ObservableGauge<>) => InstrumentKind.ObservableGauge,
            _ => InstrumentKind.Other,
        };
    }
}
