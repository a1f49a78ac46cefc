namespace S3Snowplow.Testing;

/// <summary>How a <see cref="LocalCollector"/> listens and what it knows.</summary>
public sealed class LocalCollectorOptions
{
    private int? _dropPayloadBytes;

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

    /// <summary>
    /// The largest request body in bytes. A larger one is answered with 413; where a collector 2 is played, with 404 as soon as its head is
    /// read, and the connection is closed.
    /// </summary>
    /// <value>
    /// Default by <see cref="Software"/>: 2,097,152, the collector's <c>networking.dropPayloadSize</c> (Snowplow documentation, "Configure the
    /// Collector"); 8,388,608 of a collector 2. Micro 2 to 4 themselves have no limit; here they have that of the collector, for a body that is
    /// refused in production is to be refused in a test.
    /// </value>
    public int DropPayloadBytes
    {
        get => _dropPayloadBytes ?? Software.DropPayloadBytes();
        set => _dropPayloadBytes = value;
    }

    /// <summary>Paths of one's own that stand for those of protocols, such as <c>/com.acme/track</c> = <c>/com.snowplowanalytics.snowplow/tp2</c>: the collector's <c>paths</c>.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> Paths { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether answers set a cookie: the collector's <c>cookie.enabled</c>.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool HasCookie { get; set; } = true;

    /// <summary>Whether <c>/r/…?u=ADDRESS</c> redirects to an address: the collector's <c>enableDefaultRedirect</c>. What is redirected is not judged.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool HasRedirects { get; set; }

    /// <summary>What is answered at <c>/</c>: the collector's <c>rootResponse</c>.</summary>
    /// <value>Default <see langword="null"/>: 404.</value>
    public string? RootPage { get; set; }

    /// <summary>The domains that <c>/crossdomain.xml</c> lets in: the collector's <c>crossDomain</c>.</summary>
    /// <value>Default empty: 404.</value>
    public IList<string> CrossDomains { get; } = [];

    /// <summary>
    /// How many good events, bad events and requests are kept, the newest of each. All are judged and counted; <see cref="CollectorCounts.DistinctEventIds"/> is that of the good ones that are kept. An answer
    /// then waits while too much is still to be judged, so that memory stays what it is, however much is sent.
    /// </summary>
    /// <value>Default <see langword="null"/>: all of them, which is what a test wants.</value>
    public int? KeptEvents { get; set; }

    /// <summary>The clock of collector timestamps and of delays in faults.</summary>
    /// <value>Default <see cref="System.TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
