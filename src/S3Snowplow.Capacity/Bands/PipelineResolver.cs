using System.Collections.Frozen;

namespace S3Snowplow.Capacity;

/// <summary>
/// Finds the pipeline that an object belongs to. A bucket's own name goes before patterns, a longer pattern before a shorter one; among
/// the inputs of one bucket the longest prefix of the key counts.
/// </summary>
internal sealed class PipelineResolver
{
    private readonly FrozenDictionary<string, PrefixTable<PipelineBand>> _buckets;
    private readonly PrefixTable<PrefixTable<PipelineBand>> _patterns;
    private readonly PipelineBand? _default;

    public PipelineResolver(IEnumerable<PipelineBand> pipelines, PipelineBand? defaultPipeline)
    {
        ILookup<bool, IGrouping<string, (PipelineInput Input, PipelineBand Pipeline)>> groups = pipelines
            .SelectMany(pipeline => pipeline.Inputs.Select(input => (Input: input, Pipeline: pipeline)))
            .GroupBy(one => one.Input.Bucket, StringComparer.Ordinal)
            .ToLookup(group => group.Key.EndsWith('*'));
        _buckets = groups[false].ToFrozenDictionary(group => group.Key, Table, StringComparer.Ordinal);
        _patterns = new PrefixTable<PrefixTable<PipelineBand>>(groups[true].Select(group => KeyValuePair.Create(group.Key[..^1], Table(group))));
        _default = defaultPipeline;

        static PrefixTable<PipelineBand> Table(IEnumerable<(PipelineInput Input, PipelineBand Pipeline)> inputs) =>
            new(inputs.DistinctBy(one => one.Input.Prefix, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Input.Prefix, one.Pipeline)));
    }

    public PipelineBand? Resolve(string bucket, string key)
    {
        if (_buckets.TryGetValue(bucket, out PrefixTable<PipelineBand>? own) && own.Find(key) is >= 0 and int found)
        {
            return own[found];
        }

        for (int pattern = _patterns.Find(bucket); pattern >= 0; pattern = _patterns.Shorter(pattern))
        {
            if (_patterns[pattern].Find(key) is >= 0 and int index)
            {
                return _patterns[pattern][index];
            }
        }

        return _default;
    }
}
