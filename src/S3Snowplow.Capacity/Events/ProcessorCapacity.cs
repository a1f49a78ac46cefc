namespace S3Snowplow.Capacity;

/// <summary>What one pipeline can take, from a time on, and who says so.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Band">The name of its processor's size.</param>
/// <param name="Throughput">What that size takes.</param>
/// <param name="EffectiveFrom">When it took effect; milliseconds are kept.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Revision">Which version of the source says so: the commit's id for git, a hash of the content otherwise.</param>
public sealed record ProcessorCapacity(string Pipeline, string Band, Throughput Throughput, DateTimeOffset EffectiveFrom, CapacityOrigin Origin, string Revision)
{
    /// <summary>What the pipeline reads, so that who has the event alone can tell whose an object is; may be empty.</summary>
    public IReadOnlyList<PipelineInput> Inputs { get; init; } = [];

    /// <summary>Who is responsible for the pipeline; <see langword="null"/>: nobody was named.</summary>
    public string? Owner { get; init; }
}

/// <summary>Where a capacity comes from.</summary>
public enum CapacityOrigin
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder with a file for each pipeline.</summary>
    Folder,

    /// <summary>A git repository.</summary>
    Git,
}
