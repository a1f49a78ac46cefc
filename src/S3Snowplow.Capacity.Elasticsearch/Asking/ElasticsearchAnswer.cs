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

    /// <summary>How many documents a search found.</summary>
    /// <remarks>An object from Elasticsearch 7 on, a number before. It is exact where the search asks for that.</remarks>
    /// <returns>The number; <see langword="null"/> where the answer does not say it.</returns>
    public static long? Total(JsonElement answer) =>
        answer.TryGetProperty("hits", out JsonElement hits) && hits.TryGetProperty("total", out JsonElement total)
            ? (total.ValueKind == JsonValueKind.Object ? Member(total, "value") : total).GetInt64()
            : null;

    /// <summary>The minute of a time, since the Unix epoch.</summary>
    /// <exception cref="JsonException">The element is not a time.</exception>
    public static long Minute(JsonElement element) => (long)Math.Floor((Time(element) - DateTimeOffset.UnixEpoch).TotalMinutes);

    /// <summary>A time as documents have it.</summary>
    /// <exception cref="JsonException">The element is not a time.</exception>
    public static DateTimeOffset Time(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out DateTimeOffset time) ? time : throw new JsonException("A time is not of the form 2026-01-31T23:59:59.000Z.");
}
