namespace S3Snowplow.Mapping;

/// <summary>A JSON object together with the schema that describes it; an entity of an event.</summary>
/// <param name="Schema">The schema's URI.</param>
/// <param name="Data">The object as UTF-8 JSON.</param>
public sealed record SelfDescribingJson(IgluUri Schema, ReadOnlyMemory<byte> Data);
