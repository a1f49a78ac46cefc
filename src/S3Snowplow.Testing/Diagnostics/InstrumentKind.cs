namespace S3Snowplow.Testing;

/// <summary>The kinds of instruments of <c>System.Diagnostics.Metrics</c>.</summary>
public enum InstrumentKind
{
    /// <summary>An instrument class that is not the framework's own.</summary>
    Other,

    /// <summary>Adds up; never falls.</summary>
    Counter,

    /// <summary>Adds up; may fall.</summary>
    UpDownCounter,

    /// <summary>A distribution.</summary>
    Histogram,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>A total that is asked for; never falls.</summary>
    ObservableCounter,

    /// <summary>A total that is asked for; may fall.</summary>
    ObservableUpDownCounter,

    /// <summary>A value that is asked for.</summary>
    ObservableGauge,
}
