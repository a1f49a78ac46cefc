using System.Diagnostics.Metrics;

namespace S3Snowplow.Hosting.Registration;

/// <summary>Makes the meters of a named relay distinguishable: the same name as of all relays, with the tag <c>s3snowplow.relay</c>. The default relay's have none.</summary>
/// <remarks>A tag of the meter and not of each measurement costs nothing where it is hot; OpenTelemetry exports it as an attribute of the scope.</remarks>
internal sealed class RelayMeterFactory(IMeterFactory inner, string relay) : IMeterFactory
{
    private const string Tag = "s3snowplow.relay";

    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        return inner.Create(relay.Length == 0 ? options : new MeterOptions(options.Name) { Version = options.Version, Tags = [.. options.Tags ?? [], new(Tag, relay)], Scope = options.Scope });
    }

    /// <summary>Nothing: the meters are the inner factory's, which is the container's.</summary>
    public void Dispose()
    {
    }
}
