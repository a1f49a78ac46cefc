using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>The schema URIs of what this package sends; set them if you publish the schemas under a vendor of your own.</summary>
public sealed class CapacitySchemas
{
    /// <summary>Of the events that state a capacity.</summary>
    /// <value>Default: <c>iglu:io.s3snowplow/processor_capacity/jsonschema/1-0-1</c>.</value>
    public IgluUri ProcessorCapacity { get; set; } = IgluUri.Parse("iglu:io.s3snowplow/processor_capacity/jsonschema/1-0-1");

    /// <summary>Of the events that tell of an incident, or of what is not known.</summary>
    /// <value>Default: <c>iglu:io.s3snowplow/throughput_exceeded/jsonschema/2-0-0</c>.</value>
    public IgluUri ThroughputExceeded { get; set; } = IgluUri.Parse("iglu:io.s3snowplow/throughput_exceeded/jsonschema/2-0-0");

    /// <summary>Of the entity that has the pipeline's name.</summary>
    /// <value>Default: <c>iglu:io.s3snowplow/pipeline/jsonschema/1-0-0</c>.</value>
    public IgluUri Pipeline { get; set; } = IgluUri.Parse("iglu:io.s3snowplow/pipeline/jsonschema/1-0-0");
}
