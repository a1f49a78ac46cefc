using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads an event <c>processor_capacity</c> back from its document.</summary>
internal static class CapacityDocument
{
    /// <summary>What it says, once for each pipeline that it carries; nothing where it is of another schema.</summary>
    /// <param name="hit">The hit.</param>
    /// <param name="received">When it was received, in milliseconds since the Unix epoch.</param>
    /// <param name="fields">The names of the fields.</param>
    public static IEnumerable<CapacityStatement> Read(JsonElement hit, long received, ElasticsearchFields fields)
    {
        JsonElement source = ElasticsearchAnswer.Member(hit, "_source");
        if (!source.TryGetProperty(fields.Capacity, out JsonElement data) || data.ValueKind != JsonValueKind.Object || From(data) is not { } from || Rate(data) is not { } rate)
        {
            return [];
        }

        IReadOnlyList<PipelineInput> inputs = Inputs(data);
        return PipelineEntity.Names(source, fields).Select(name => new CapacityStatement(name, from, rate, received) { Inputs = inputs });
    }

    private static long? From(JsonElement data) => !data.TryGetProperty("effective_from", out JsonElement from) ? null
        : from.ValueKind == JsonValueKind.Number && from.TryGetInt64(out long milliseconds) ? milliseconds
        : from.ValueKind == JsonValueKind.String && from.TryGetDateTimeOffset(out DateTimeOffset time) ? time.ToUnixTimeMilliseconds()
        : null;

    private static long? Rate(JsonElement data) =>
        data.TryGetProperty("bytes_per_hour", out JsonElement rate) && rate.ValueKind == JsonValueKind.Number && rate.TryGetInt64(out long bytes) && bytes > 0 ? Math.Min(bytes, long.MaxValue / 2) : null;

    private static List<PipelineInput> Inputs(JsonElement data)
    {
        List<PipelineInput> inputs = [];
        if (data.TryGetProperty("inputs", out JsonElement stated) && stated.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement input in stated.EnumerateArray())
            {
                if (Text(input, "bucket") is { Length: > 0 } bucket)
                {
                    inputs.Add(new PipelineInput(bucket, Text(input, "prefix") ?? ""));
                }
            }
        }

        return inputs;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
