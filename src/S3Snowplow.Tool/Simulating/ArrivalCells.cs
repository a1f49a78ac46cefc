using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What arrived for each pipeline by minute, what each has done, and how much belongs to none. Keeps no keys: its size follows from time and pipelines, not from objects.</summary>
internal sealed class ArrivalCells
{
    private readonly CapacityBands _bands;
    private readonly Dictionary<PipelineBand, PipelineArrivals> _byPipeline;
    private readonly bool _hasOutputs;

    /// <summary>Makes empty ones.</summary>
    /// <param name="bands">Which objects are whose.</param>
    public ArrivalCells(CapacityBands bands)
    {
        _bands = bands;
        All = [.. bands.Pipelines.Select(pipeline => new PipelineArrivals(pipeline))];
        _byPipeline = All.ToDictionary(one => one.Pipeline, (IEqualityComparer<PipelineBand>)ReferenceEqualityComparer.Instance);
        _hasOutputs = bands.Pipelines.Any(pipeline => pipeline.Outputs.Count > 0);
    }

    /// <summary>The bands.</summary>
    public CapacityBands Bands => _bands;

    /// <summary>The pipelines, in the order of the bands.</summary>
    public IReadOnlyList<PipelineArrivals> All { get; }

    /// <summary>What no input matches.</summary>
    public UnmatchedObjects Unmatched { get; } = new();

    /// <summary>The first minute in which something arrived for a pipeline, or was done; <see langword="null"/>: nothing was.</summary>
    public long? First => All.SelectMany(one => (long?[])[one.Arrived.First, one.Done.First]).Min();

    /// <summary>Saves them.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (PipelineArrivals one in All)
        {
            one.Arrived.Save(writer);
            one.Done.Save(writer);
            writer.Write(one.Objects);
            writer.Write(one.DoneObjects);
        }

        Unmatched.Save(writer);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, for the same bands.</summary>
    public void Restore(BinaryReader reader)
    {
        foreach (PipelineArrivals one in All)
        {
            one.Arrived.Restore(reader);
            one.Done.Restore(reader);
            one.Objects = reader.ReadInt64();
            one.DoneObjects = reader.ReadInt64();
        }

        Unmatched.Restore(reader);
    }

    /// <summary>Adds an object. <see langword="false"/>: it is no pipeline's.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="key">Its key, decoded.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="minute">When it arrived.</param>
    public bool Add(string bucket, string key, long size, long minute)
    {
        PipelineBand? arrived = _bands.Resolve(bucket, key);
        PipelineBand? done = _hasOutputs ? _bands.ResolveOutput(bucket, key) : null;
        if (arrived is not null)
        {
            PipelineArrivals cells = _byPipeline[arrived];
            cells.Arrived.Add(minute, size);
            cells.Objects++;
        }

        if (done is not null)
        {
            PipelineArrivals cells = _byPipeline[done];
            cells.Done.Add(minute, size);
            cells.DoneObjects++;
        }

        if (arrived is null && done is null)
        {
            Unmatched.Add(key, size);
        }

        return arrived is not null || done is not null;
    }
}

/// <summary>What arrived for a pipeline, and what it has done.</summary>
/// <param name="pipeline">The pipeline, as the bands have it.</param>
internal sealed class PipelineArrivals(PipelineBand pipeline)
{
    /// <summary>The pipeline.</summary>
    public PipelineBand Pipeline => pipeline;

    /// <summary>Bytes that arrived, by minute.</summary>
    public MinuteCells Arrived { get; } = new();

    /// <summary>Bytes that arrived under its outputs, by minute.</summary>
    public MinuteCells Done { get; } = new();

    /// <summary>How many objects arrived.</summary>
    public long Objects { get; set; }

    /// <summary>How many objects arrived under its outputs.</summary>
    public long DoneObjects { get; set; }

    /// <summary>Whether what it has done was seen, so that its drain can be observed.</summary>
    public bool ObservesDrain => DoneObjects > 0;
}
