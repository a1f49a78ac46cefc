namespace S3Snowplow.Capacity.Reading;

/// <summary>A pipeline with the places at which it was said.</summary>
/// <param name="Band">The pipeline.</param>
/// <param name="At">Where it begins.</param>
/// <param name="InputPlaces">Where each of its inputs stands.</param>
/// <param name="OutputPlaces">Where each of its outputs stands.</param>
internal sealed record BoundPipeline(PipelineBand Band, ConfigNode At, IReadOnlyList<ConfigNode> InputPlaces, IReadOnlyList<ConfigNode> OutputPlaces)
{
    /// <summary>Where its silences stand.</summary>
    public IReadOnlyList<ConfigNode> SilencePlaces { get; init; } = [];

    /// <summary>The size that it names; <see langword="null"/> where the size stands in the pipeline itself.</summary>
    public string? BandName { get; init; }
}

/// <summary>A size with its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Throughput">What one processor of it takes; <see langword="null"/>: an error was told of it, and its pipelines need not complain as well.</param>
/// <param name="Text">The throughput as it is written.</param>
/// <param name="At">Where its name stands.</param>
internal sealed record BoundBand(string Name, Throughput? Throughput, string Text, ConfigNode At);
