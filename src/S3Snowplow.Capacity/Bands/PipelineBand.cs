namespace S3Snowplow.Capacity;

/// <summary>A pipeline as the bands say it: which size its processor has, and what it reads.</summary>
/// <param name="Name">The pipeline's name: what object events and capacities are joined on.</param>
/// <param name="Band">The name of its size.</param>
/// <param name="Throughput">What a processor of this size takes.</param>
/// <param name="Inputs">What it reads, in the order of the file; may be empty.</param>
public sealed record PipelineBand(string Name, string Band, Throughput Throughput, IReadOnlyList<PipelineInput> Inputs);
