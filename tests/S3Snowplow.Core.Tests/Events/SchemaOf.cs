using NJsonSchema;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>The schemas that the mappers write for, as a pipeline enforces them.</summary>
internal static class SchemaOf
{
    public static Task<JsonSchema> ObjectEvent() => Load("schemas/io.s3snowplow/object_event/jsonschema/1-0-0");

    public static Task<JsonSchema> IgluCentral() => Load("src/S3Snowplow.Testing/Schemas/com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0");

    private static Task<JsonSchema> Load(string path) => JsonSchema.FromJsonAsync(System.Text.Encoding.UTF8.GetString(RepositoryFile.Read(path)));
}
