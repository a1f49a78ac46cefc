using System.Diagnostics.Metrics;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>Makes one meter and shows it, so that a recorder listens to this test's alone.</summary>
internal sealed class OneMeter : IMeterFactory
{
    public Meter? Meter { get; private set; }

    public Meter Create(MeterOptions options) => Meter ??= new Meter(options);

    public void Dispose() => Meter?.Dispose();
}
