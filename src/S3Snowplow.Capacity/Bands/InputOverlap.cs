using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>
/// Finds inputs of two pipelines of which nobody could say which one counts: the same input twice, or two that cross.
/// </summary>
/// <remarks>
/// Two inputs cross where one has the narrower bucket and the other the narrower prefix, such as <c>acme-raw</c> with <c>a/</c> and <c>acme-*</c> with
/// <c>a/b/</c>: objects in both belong to neither more than to the other. An input for just these objects (<c>acme-raw</c> with <c>a/b/</c>) settles it.
/// One input inside the other is fine: the inner one counts.
/// </remarks>
internal static class InputOverlap
{
    public static void Check(List<(PipelineBand Pipeline, List<ConfigNode> InputPlaces)> pipelines, BandsErrors errors)
    {
        var owners = new Dictionary<PipelineInput, (PipelineBand Pipeline, ConfigNode Place)>();
        foreach ((PipelineBand pipeline, List<ConfigNode> places) in pipelines)
        {
            for (int i = 0; i < places.Count; i++)
            {
                PipelineInput input = pipeline.Inputs[i];
                if (!owners.TryAdd(input, (pipeline, places[i])))
                {
                    (PipelineBand other, ConfigNode place) = owners[input];
                    errors.Add(places[i], $"{Quoted(input)} is an input of pipeline '{other.Name}' already, {place.PlaceFrom(places[i])}. Allowed: each bucket and prefix once.");
                }
            }
        }

        PrefixTable<PrefixTable<PipelineInput>> patterns = Patterns(owners.Keys);
        foreach ((PipelineInput narrowBucket, (PipelineBand pipeline, ConfigNode place)) in owners)
        {
            foreach (PipelineInput narrowPrefix in Crossing(narrowBucket, patterns))
            {
                (PipelineBand other, ConfigNode otherPlace) = owners[narrowPrefix];
                PipelineInput both = new(narrowBucket.Bucket, narrowPrefix.Prefix);
                if (other != pipeline && !owners.ContainsKey(both))
                {
                    bool isLater = string.CompareOrdinal(place.File, otherPlace.File) is var files && (files > 0 || (files == 0 && place.Line > otherPlace.Line));
                    (ConfigNode later, ConfigNode earlier) = isLater ? (place, otherPlace) : (otherPlace, place);
                    errors.Add(later, $"{Quoted(narrowBucket)} of '{pipeline.Name}' and {Quoted(narrowPrefix)} of '{other.Name}' (the other is {earlier.PlaceFrom(later)}) overlap, and neither is inside the other. Allowed: one inside the other, or an input {Quoted(both)} that decides.");
                }
            }
        }
    }

    // Inputs with a wider bucket and a narrower prefix.
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
