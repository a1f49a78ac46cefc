using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>
/// Finds outputs whose objects are inputs of the same pipeline. What it writes would be counted as what it has still to do, and what comes in as done: its backlog would say nothing.
/// </summary>
internal static class OutputLoop
{
    public static IEnumerable<(BoundPipeline Pipeline, ConfigNode At, string Message)> Find(IReadOnlyCollection<BoundPipeline> pipelines, PipelineBand? defaultPipeline)
    {
        if (pipelines.All(pipeline => pipeline.Band.Outputs.Count == 0))
        {
            yield break;
        }

        var inputs = new PipelineResolver(pipelines.Select(pipeline => pipeline.Band), band => band.Inputs, defaultPipeline);
        foreach (BoundPipeline pipeline in pipelines)
        {
            for (int i = 0; i < pipeline.Band.Outputs.Count; i++)
            {
                PipelineInput output = pipeline.Band.Outputs[i];
                PipelineInput? shared = pipeline.Band.Inputs
                    .Select(input => Shared(input, output))
                    .FirstOrDefault(both => both is { } place && inputs.Resolve(place.BucketStart, place.Prefix)?.Name == pipeline.Band.Name);
                if (shared is { } objects)
                {
                    yield return (pipeline, pipeline.OutputPlaces[i], $"The objects in '{objects}' would be input and output of '{pipeline.Band.Name}' at once: what it writes would count as work that waits. Allowed: an output outside of its inputs.");
                }
                else if (inputs.Resolve(output.BucketStart, output.Prefix)?.Name == pipeline.Band.Name)
                {
                    yield return (pipeline, pipeline.OutputPlaces[i], $"No input matches '{output}', so its objects belong to the default pipeline, '{pipeline.Band.Name}' itself: what it writes would count as work that waits. Allowed: another default, or none.");
                }
            }
        }
    }

    /// <summary>What lies in both places, or <see langword="null"/> where nothing can.</summary>
    private static PipelineInput? Shared(PipelineInput one, PipelineInput other)
    {
        string? bucket = Narrower(one, other) ?? Narrower(other, one);
        string? prefix = one.Prefix.StartsWith(other.Prefix, StringComparison.Ordinal) ? one.Prefix : other.Prefix.StartsWith(one.Prefix, StringComparison.Ordinal) ? other.Prefix : null;
        return bucket is null || prefix is null ? null : new PipelineInput(bucket, prefix);
    }

    private static string? Narrower(PipelineInput narrow, PipelineInput wide) =>
        narrow.Bucket == wide.Bucket || (wide.IsPattern && narrow.BucketStart.StartsWith(wide.BucketStart, StringComparison.Ordinal)) ? narrow.Bucket : null;
}
