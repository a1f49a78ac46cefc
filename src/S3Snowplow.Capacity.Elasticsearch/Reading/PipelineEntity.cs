using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads the pipeline entity of a document.</summary>
internal static class PipelineEntity
{
    /// <summary>The names of the pipelines that a document carries; mostly one.</summary>
    public static IEnumerable<string> Names(JsonElement source, ElasticsearchFields fields)
    {
        if (!source.TryGetProperty(fields.PipelineEntity, out JsonElement entities))
        {
            return [];
        }

        // The loader writes an array always; an object is as good for a server.
        JsonElement[] all = entities.ValueKind == JsonValueKind.Array ? [.. entities.EnumerateArray()] : [entities];
        return all.Where(entity => entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String)
            .Select(entity => entity.GetProperty("name").GetString()!).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);
    }
}
