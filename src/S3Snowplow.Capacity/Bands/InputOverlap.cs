using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>
/// Finds places of two pipelines, inputs or outputs, of which nobody could say which one counts: the same place twice, or two that cross.
/// </summary>
/// <remarks>
/// Two places cross where one has the narrower bucket and the other the narrower prefix, such as <c>acme-raw</c> with <c>a/</c> and <c>acme-*</c> with
/// <c>a/b/</c>: objects in both belong to neither more than to the other. A place for just these objects (<c>acme-raw</c> with <c>a/b/</c>) settles it.
/// One place inside the other is fine: the inner one counts.
/// </remarks>
internal static class InputOverlap
{
    /// <summary>All overlaps among the inputs, and among the outputs.</summary>
    public static IEnumerable<Overlap> Find(IReadOnlyCollection<BoundPipeline> pipelines) =>
        Find(pipelines, "input", pipeline => pipeline.Band.Inputs, pipeline => pipeline.InputPlaces)
            .Concat(Find(pipelines, "output", pipeline => pipeline.Band.Outputs, pipeline => pipeline.OutputPlaces));

    private static IEnumerable<Overlap> Find(
        IReadOnlyCollection<BoundPipeline> pipelines, string word, Func<BoundPipeline, IReadOnlyList<PipelineInput>> placesOf, Func<BoundPipeline, IReadOnlyList<ConfigNode>> nodesOf)
    {
        var owners = new Dictionary<PipelineInput, (BoundPipeline Pipeline, ConfigNode Node)>();
        foreach (BoundPipeline pipeline in pipelines)
        {
            IReadOnlyList<PipelineInput> places = placesOf(pipeline);
            for (int i = 0; i < places.Count; i++)
            {
                ConfigNode node = nodesOf(pipeline)[i];
                if (!owners.TryAdd(places[i], (pipeline, node)))
                {
                    (BoundPipeline other, ConfigNode first) = owners[places[i]];
                    yield return new Overlap(pipeline, other, node, $"{Quoted(places[i])} is an {word} of pipeline '{other.Band.Name}' already, {first.PlaceFrom(node)}. Allowed: each bucket and prefix once.");
                }
            }
        }

        PrefixTable<PrefixTable<PipelineInput>> patterns = Patterns(owners.Keys);
        foreach ((PipelineInput narrowBucket, (BoundPipeline pipeline, ConfigNode node)) in owners)
        {
            foreach (PipelineInput narrowPrefix in Crossing(narrowBucket, patterns))
            {
                (BoundPipeline other, ConfigNode otherNode) = owners[narrowPrefix];
                PipelineInput both = new(narrowBucket.Bucket, narrowPrefix.Prefix);
                if (other != pipeline && !owners.ContainsKey(both))
                {
                    bool isLater = string.CompareOrdinal(node.File, otherNode.File) is var files && (files > 0 || (files == 0 && node.Line > otherNode.Line));
                    (ConfigNode later, ConfigNode earlier) = isLater ? (node, otherNode) : (otherNode, node);
                    yield return new Overlap(
                        isLater ? pipeline : other,
                        isLater ? other : pipeline,
                        later,
                        $"{Quoted(narrowBucket)} of '{pipeline.Band.Name}' and {Quoted(narrowPrefix)} of '{other.Band.Name}' (the other is {earlier.PlaceFrom(later)}) overlap, and neither is inside the other. Allowed: one inside the other, or an {word} {Quoted(both)} that decides.");
                }
            }
        }
    }

    // Places with a wider bucket and a narrower prefix.
    private static IEnumerable<PipelineInput> Crossing(PipelineInput input, PrefixTable<PrefixTable<PipelineInput>> patterns)
    {
        for (int pattern = patterns.Find(input.BucketStart); pattern >= 0; pattern = patterns.Shorter(pattern))
        {
            foreach ((_, PipelineInput candidate) in patterns[pattern].Longer(input.Prefix))
            {
                if (candidate.Bucket != input.Bucket)
                {
                    yield return candidate;
                }
            }
        }
    }

    private static PrefixTable<PrefixTable<PipelineInput>> Patterns(IEnumerable<PipelineInput> inputs) => new(inputs
        .Where(input => input.IsPattern)
        .GroupBy(input => input.BucketStart, StringComparer.Ordinal)
        .Select(group => KeyValuePair.Create(
            group.Key, new PrefixTable<PipelineInput>(group.Select(input => KeyValuePair.Create(input.Prefix, input))))));

    private static string Quoted(PipelineInput input) => $"'{input}'";
}

/// <summary>Two pipelines of which nobody could say whose an object is.</summary>
/// <param name="Later">The one that comes later in the file or the folder; the same as <paramref name="Earlier"/> where one says a place twice.</param>
/// <param name="Earlier">The other.</param>
/// <param name="At">The place in the later one.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
internal readonly record struct Overlap(BoundPipeline Later, BoundPipeline Earlier, ConfigNode At, string Message);
