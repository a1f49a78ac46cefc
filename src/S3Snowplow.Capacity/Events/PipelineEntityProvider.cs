using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Adds to the event of an object the name of the pipeline that it belongs to: what bytes and capacity are joined on downstream.</summary>
/// <remarks>
/// Other inputs in the bands mean another entity for the same object: an event that is redelivered across such a change has the same id and another
/// fingerprint. Throughputs play no part in it.
/// </remarks>
/// <param name="bands">The bands in effect.</param>
/// <param name="schemas">The schemas; the project's own without.</param>
public sealed class PipelineEntityProvider(LiveBands bands, CapacitySchemas? schemas = null) : IEntityProvider
{
    private readonly CapacityEvents _events = new(schemas);
    private volatile Entities? _entities;

    /// <summary>Always <see langword="true"/>: pipelines are found by the prefixes of true keys, and the entity has only the pipeline's name.</summary>
    public bool NeedsTrueKey => true;

    /// <inheritdoc/>
    public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities)
    {
        ArgumentNullException.ThrowIfNull(entities);

        if (bands.Current is { } current && current.Resolve(objectEvent.Bucket, objectEvent.Key) is { } pipeline)
        {
            // Made once for each version of the bands: there are far fewer pipelines than objects.
            Entities made = _entities is { } known && known.Bands == current ? known : _entities = Make(current);
            entities.Add(made.ByPipeline[pipeline]);
        }
    }

    private Entities Make(CapacityBands current) =>
        new(current, current.Pipelines.ToDictionary<PipelineBand, PipelineBand, SelfDescribingJson>(pipeline => pipeline, pipeline => _events.Pipeline(pipeline.Name), ReferenceEqualityComparer.Instance));

    private sealed record Entities(CapacityBands Bands, Dictionary<PipelineBand, SelfDescribingJson> ByPipeline);
}
