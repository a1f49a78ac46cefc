namespace S3Snowplow.Testing;

/// <summary>How a <see cref="LocalCollector"/> listens and what it knows.</summary>
public sealed class LocalCollectorOptions
{
    /// <summary>The software to play: which collector answers, which Enrich judges, and which Micro has its API beside them.</summary>
    /// <value>Default <see cref="SnowplowSoftware.Micro4"/>.</value>
    public SnowplowSoftware Software { get; set; }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>Default 0: the system picks a free one, see <see cref="LocalCollector.Uri"/>.</value>
    public int Port { get; set; }

    /// <summary>
    /// Folders with schemas in registry layout, <c>VENDOR/NAME/jsonschema/M-R-A</c>, files without extension; the first that has a schema wins,
    /// also over the schemas that this package carries.
    /// </summary>
    /// <value>Default empty: only this package's own schemas are known.</value>
    public IList<string> SchemaFolders { get; } = [];

    /// <summary>
    /// Vendors whose schemas may be those of another vendor, alias to original: with <c>com.acme</c> = <c>io.s3snowplow</c>, data for
    /// <c>iglu:com.acme/object_event/jsonschema/1-0-0</c> is judged by our schema as long as no folder has that address.
    /// </summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> VendorAliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Single schemas that are another under a different name, alias address to original address; asked before <see cref="VendorAliases"/>.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> SchemaAliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The largest request body in bytes; a larger one is answered with 413.</summary>
    /// <value>Default 2,097,152, the collector's <c>networking.dropPayloadSize</c> (Snowplow documentation, "Configure the Collector").</value>
    public int DropPayloadBytes { get; set; } = 2_097_152;

    /// <summary>The clock of collector timestamps and of delays in faults.</summary>
    /// <value>Default <see cref="System.TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
