using System.Collections.Frozen;

namespace S3Snowplow.Capacity;

/// <summary>
/// Finds the pipeline that an object belongs to. A bucket's own name goes before patterns, a longer pattern before a shorter one; among
/// the places of one bucket the longest prefix of the key counts.
/// </summary>
internal sealed class PipelineResolver
{
    private readonly FrozenDictionary<string, OwnTable>.AlternateLookup<ReadOnlySpan<char>> _buckets;
    private readonly PrefixTable<PrefixTable<PipelineBand>> _patterns;
    private readonly PipelineBand? _default;

    // Only a guess, which is checked: objects of one bucket come one behind the other.
    private OwnTable? _last;

    /// <summary>Makes a resolver.</summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="places">What of a pipeline is looked at: its inputs, or its outputs.</param>
    /// <param name="defaultPipeline">Whose is what matches nothing.</param>
    public PipelineResolver(IEnumerable<PipelineBand> pipelines, Func<PipelineBand, IReadOnlyList<PipelineInput>> places, PipelineBand? defaultPipeline)
    {
        ILookup<bool, IGrouping<string, (PipelineInput Place, PipelineBand Pipeline)>> groups = pipelines
            .SelectMany(pipeline => places(pipeline).Select(place => (Place: place, Pipeline: pipeline)))
            .GroupBy(one => one.Place.Bucket, StringComparer.Ordinal)
            .ToLookup(group => group.Key.EndsWith('*'));
        _buckets = groups[false].ToFrozenDictionary(group => group.Key, group => new OwnTable(group.Key, Table(group)), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _patterns = new PrefixTable<PrefixTable<PipelineBand>>(groups[true].Select(group => KeyValuePair.Create(group.Key[..^1], Table(group))));
        _default = defaultPipeline;

        static PrefixTable<PipelineBand> Table(IEnumerable<(PipelineInput Place, PipelineBand Pipeline)> places) =>
            new(places.DistinctBy(one => one.Place.Prefix, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Place.Prefix, one.Pipeline)));
    }

    public PipelineBand? Resolve(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key)
    {
        if (TableOf(bucket) is { } own && own.Find(key) is >= 0 and int found)
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

    private PrefixTable<PipelineBand>? TableOf(ReadOnlySpan<char> bucket)
    {
        if (_last is { } last && bucket.SequenceEqual(last.Bucket))
        {
            return last.Table;
        }

        if (!_buckets.TryGetValue(bucket, out OwnTable? found))
        {
            return null;
        }

        _last = found;
        return found.Table;
    }

    private sealed record OwnTable(string Bucket, PrefixTable<PipelineBand> Table);
}
