using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Finds the members of an answer.</summary>
internal static class ElasticsearchAnswer
{
    /// <summary>A member at the end of a path.</summary>
    /// <exception cref="JsonException">It is not there.</exception>
    public static JsonElement Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                throw new JsonException($"There is no member '{name}'.");
            }
        }

        return element;
    }

    /// <summary>A time as documents have it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DateTimeOffset Time(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out DateTimeOffset time) ? time : throw new JsonException("A time is not of the form 2026-01-31T23:59:59.000Z.");
}
