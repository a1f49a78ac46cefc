namespace S3Snowplow.Capacity;

/// <summary>Finds whose an object is: by the bands, else by the inputs that the capacities in the index state.</summary>
/// <param name="bands">The bands; <see langword="null"/>, or none in effect: what the capacities state.</param>
/// <param name="time">The clock.</param>
internal sealed class PipelineInputs(LiveBands? bands, TimeProvider time)
{
    // A pipeline whose capacity is not repeated any more was removed: its inputs may be another's by now.
    private const long KeptMinutes = 1440;

    private readonly Dictionary<string, StatedInputs> _stated = new(StringComparer.Ordinal);
    private PipelineResolver? _resolver;

    /// <summary>Whether nothing is known of inputs, so that only the pipeline entity tells whose an object is.</summary>
    public bool IsEmpty => bands?.Current is null && _stated.Values.All(one => one.Inputs.Count == 0);

    /// <summary>The pipelines that are known with their inputs, for messages.</summary>
    public IEnumerable<(string Name, IReadOnlyList<PipelineInput> Inputs)> Pipelines =>
        bands?.Current is { } current ? current.Pipelines.Select(one => (one.Name, one.Inputs)) : _stated.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.Inputs));

    /// <summary>Takes what a capacity states.</summary>
    public void State(CapacityStatement statement, long receipt)
    {
        if (_stated.TryGetValue(statement.Pipeline, out StatedInputs? before) && before.EffectiveFrom > statement.EffectiveFrom)
        {
            _stated[statement.Pipeline] = before with { Heard = Math.Max(before.Heard, receipt) };
            return;
        }

        if (before is null || !before.Inputs.SequenceEqual(statement.Inputs))
        {
            _resolver = null;
        }

        _stated[statement.Pipeline] = new StatedInputs(statement.EffectiveFrom, receipt, statement.Inputs);
    }

    /// <summary>The pipeline that an object arrived for.</summary>
    public string? Arrived(string bucket, string key) => bands?.Current is { } current
        ? (current.Resolve(bucket, key) ?? bands.ResolveRemoved(bucket, key, isOutput: false, time))?.Name
        : (_resolver ??= Resolver()).Resolve(bucket, key)?.Name;

    /// <summary>The pipeline whose work an object is.</summary>
    public string? Done(string bucket, string key) => bands?.Current is { } current
        ? (current.ResolveOutput(bucket, key) ?? bands.ResolveRemoved(bucket, key, isOutput: true, time))?.Name
        : null;

    /// <summary>Forgets pipelines of which nothing was heard for long.</summary>
    /// <param name="minute">The present minute of receipt.</param>
    public void Forget(long minute)
    {
        foreach ((string pipeline, StatedInputs stated) in _stated)
        {
            if (stated.Heard < minute - KeptMinutes)
            {
                _stated.Remove(pipeline);
                _resolver = null;
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _stated.Clear();
        _resolver = null;
    }

    /// <summary>Writes what was stated.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_stated.Count);
        foreach ((string pipeline, StatedInputs stated) in _stated)
        {
            writer.Write(pipeline);
            writer.Write7BitEncodedInt64(stated.EffectiveFrom);
            writer.Write7BitEncodedInt64(stated.Heard);
            writer.Write7BitEncodedInt(stated.Inputs.Count);
            foreach ((string bucket, string prefix) in stated.Inputs)
            {
                writer.Write(bucket);
                writer.Write(prefix);
            }
        }
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Clear();
        for (int pipelines = reader.Read7BitEncodedInt(); pipelines > 0; pipelines--)
        {
            string pipeline = reader.ReadString();
            (long effectiveFrom, long heard) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            List<PipelineInput> inputs = [];
            for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                inputs.Add(new PipelineInput(reader.ReadString(), reader.ReadString()));
            }

            _stated[pipeline] = new StatedInputs(effectiveFrom, heard, inputs);
        }
    }

    // Of two that state the same input, the one that said so last has it.
    private PipelineResolver Resolver() => new(
        _stated.OrderByDescending(one => one.Value.EffectiveFrom).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new PipelineBand(one.Key, "", new Throughput(1), one.Value.Inputs)),
        pipeline => pipeline.Inputs,
        defaultPipeline: null);

    private sealed record StatedInputs(long EffectiveFrom, long Heard, IReadOnlyList<PipelineInput> Inputs);
}
