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
            if (_now.TryGetValue(pipeline.Name, out ProcessorCapacity? known) && SaysTheSame(known, pipeline))
            {
                next[pipeline.Name] = known;
            }
            else
            {
                next[pipeline.Name] = new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, version.EffectiveFrom, version.Origin, version.Revision)
                {
                    Inputs = pipeline.Inputs,
                    Owner = pipeline.Owner,
                };
                changed.Add(next[pipeline.Name]);
            }
        }

        _now = next;
        return changed;
    }

    /// <summary>Brings effective times that are later than now down to now: a clock that was ahead, here or where the cursor was written.</summary>
    /// <returns>How many there were.</returns>
    public int CapAt(DateTimeOffset now)
    {
        ProcessorCapacity[] ahead = [.. _now.Values.Where(capacity => capacity.EffectiveFrom > now)];
        foreach (ProcessorCapacity capacity in ahead)
        {
            _now[capacity.Pipeline] = capacity with { EffectiveFrom = now };
        }

        return ahead.Length;
    }

    private static bool SaysTheSame(ProcessorCapacity known, PipelineBand pipeline) =>
        known.Band == pipeline.Band && known.Throughput == pipeline.Throughput && known.Owner == pipeline.Owner && known.Inputs.SequenceEqual(pipeline.Inputs);
}
