namespace S3Snowplow.Capacity;

/// <summary>What holds for each pipeline, and since when: a version that leaves a pipeline as it is leaves its effective time and revision as they are.</summary>
internal sealed class CapacityLedger
{
    private Dictionary<string, ProcessorCapacity> _now = new(StringComparer.Ordinal);

    public CapacityLedger(IEnumerable<ProcessorCapacity> confirmed)
    {
        foreach (ProcessorCapacity capacity in confirmed)
        {
            _now[capacity.Pipeline] = capacity;
        }
    }

    public IReadOnlyCollection<ProcessorCapacity> Now => _now.Values;

    /// <summary>Takes a version over; gives the pipelines that are new or changed.</summary>
    public IReadOnlyList<ProcessorCapacity> Apply(BandsVersion version)
    {
        var next = new Dictionary<string, ProcessorCapacity>(StringComparer.Ordinal);
        List<ProcessorCapacity> changed = [];
        foreach (PipelineBand pipeline in version.Bands.Pipelines)
        {
            if (_now.TryGetValue(pipeline.Name, out ProcessorCapacity? known) && known.Band == pipeline.Band && known.Throughput == pipeline.Throughput)
            {
                next[pipeline.Name] = known;
            }
            else
            {
                next[pipeline.Name] = new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, version.EffectiveFrom, version.Origin, version.Revision);
                changed.Add(next[pipeline.Name]);
            }
        }

        _now = next;
        return changed;
    }
}
