using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>One entity (also called context) that came with an event.</summary>
/// <param name="Schema">The full address, such as <c>iglu:io.s3snowplow/pipeline/jsonschema/1-0-0</c>.</param>
/// <param name="Data">The data, valid against that schema.</param>
public sealed record CollectedEntity(string Schema, JsonElement Data);
