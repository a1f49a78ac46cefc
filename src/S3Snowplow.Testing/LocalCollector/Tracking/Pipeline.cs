namespace S3Snowplow.Testing;

/// <summary>What the judging of one request needs to know of the pipeline: which software it is, what it calls its registries, and the time.</summary>
internal sealed class Pipeline(LocalCollectorOptions options, SchemaRegistry registry)
{
    /// <summary>The software.</summary>
    public SnowplowSoftware Software { get; } = options.Software;

    /// <summary>
    /// The deepest JSON that is read: the stricter of the two defaults of Enrich's <c>maxJsonDepth</c> (40 and 50), which came with Enrich 5.2.
    /// Before that deep JSON ended the process, at about 900 levels.
    /// </summary>
    public int MaxDepth => Software.IsSecondGeneration() ? 800 : 40;

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <summary>An address that no registry knows.</summary>
    public EventProblem Unresolved(SchemaKey key) => EventProblem.Unresolved(key.ToString(), registry.Names, Now);

    /// <summary>Makes the bad row of a whole body.</summary>
    public Verdict Refuse(string kind, CollectorRequest request, IReadOnlyList<EventProblem> problems) => new(null, BadRow.OfBody(kind, request, problems, Now, Software));
}
