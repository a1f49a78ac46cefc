using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads an event <c>throughput_exceeded</c> back from its document: model 2, and model 1, which knew <c>exceeded</c> and <c>recovered</c>.</summary>
internal static class ToldDocument
{
    /// <summary>What was told; <see langword="null"/> where it is none of an incident.</summary>
    /// <exception cref="JsonException">The document is not of that form.</exception>
    public static ToldTransition? Read(string pipeline, JsonElement source, ElasticsearchFields fields)
    {
        JsonElement data = default;
        foreach (string incident in fields.Incidents)
        {
            if (source.TryGetProperty(incident, out data) && data.ValueKind == JsonValueKind.Object)
            {
                break;
            }
        }

        TransitionKind? kind = Kind(data);
        return kind is null ? null : new ToldTransition(
            pipeline,
            kind.Value,
            data.TryGetProperty("judged_minute", out JsonElement judged) ? MinuteOf(judged) : MinuteOf(ElasticsearchAnswer.Member(source, fields.Time)) - 1,
            MinuteOf(ElasticsearchAnswer.Member(data, "incident_start")));
    }

    private static TransitionKind? Kind(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("kind", out JsonElement kind))
        {
            string? word = kind.GetString();
            return Enum.GetValues<TransitionKind>().Cast<TransitionKind?>().FirstOrDefault(one => one!.Value.Name() == word) switch
            {
                TransitionKind.Warning => TransitionKind.Warning,
                TransitionKind.Critical => TransitionKind.Critical,
                TransitionKind.Recovered => TransitionKind.Recovered,
                TransitionKind.Removed => TransitionKind.Removed,
                TransitionKind.Blind or TransitionKind.Seen or TransitionKind.Silent or TransitionKind.Heard or TransitionKind.CapacitySuspect or TransitionKind.ThroughputDiffers => null,
                _ => throw new JsonException($"There is no kind '{word}'."),
            };
        }

        // What was exceeded paged.
        return ElasticsearchAnswer.Member(data, "state").GetString() switch
        {
            "exceeded" => TransitionKind.Critical,
            "recovered" => TransitionKind.Recovered,
            string state => throw new JsonException($"There is no state '{state}'."),
            null => throw new JsonException("There is no state."),
        };
    }

    private static long MinuteOf(JsonElement time) => (long)Math.Floor((ElasticsearchAnswer.Time(time) - DateTimeOffset.UnixEpoch).TotalMinutes);
}
