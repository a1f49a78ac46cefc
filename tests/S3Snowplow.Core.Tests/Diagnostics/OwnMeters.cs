using System.Diagnostics.Metrics;

namespace S3Snowplow.Core.Tests.Diagnostics;

/// <summary>Makes the meter of one test: meters are global to the process, and tests run side by side.</summary>
internal sealed class OwnMeters : IMeterFactory
{
    public Meter? Made { get; private set; }

    public Meter Create(MeterOptions options) => Made = new Meter(options);

    public void Dispose() => Made?.Dispose();
}
