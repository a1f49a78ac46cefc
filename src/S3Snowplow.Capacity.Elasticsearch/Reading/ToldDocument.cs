using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads an event <c>throughput_exceeded</c> back from its document: model 2, and model 1, which knew <c>exceeded</c> and <c>recovered</c>.</summary>
internal static class ToldDocument
{
    /// <summary>What was told.</summary>
    /// <exception cref="JsonException">The document is not of that form.</exception>
    public static ToldTransition Read(string? pipeline, JsonElement source, ElasticsearchFields fields)
    {
        JsonElement data = Data(source, fields);
        return new ToldTransition(
            pipeline,
            Kind(data),
            data.TryGetProperty("judged_minute", out JsonElement judged) ? ElasticsearchAnswer.Minute(judged) : ElasticsearchAnswer.Minute(ElasticsearchAnswer.Member(source, fields.Time)) - 1,
            data.TryGetProperty("incident_start", out JsonElement start) && start.ValueKind == JsonValueKind.String ? ElasticsearchAnswer.Minute(start) : null);
    }

    private static JsonElement Data(JsonElement source, ElasticsearchFields fields)
    {
        foreach (string incident in fields.Incidents)
        {
            if (source.TryGetProperty(incident, out JsonElement data) && data.ValueKind == JsonValueKind.Object)
            {
                return data;
            }
        }

        throw new JsonException($"There is no member '{fields.Incident}'.");
    }

    private static TransitionKind Kind(JsonElement data)
    {
        if (data.TryGetProperty("kind", out JsonElement kind) && kind.GetString() is { } word)
        {
            return Enum.GetValues<TransitionKind>().Where(one => one.Name() == word).Select(one => (TransitionKind?)one).FirstOrDefault()
                ?? throw new JsonException($"There is no kind '{word}'.");
        }

        // What was exceeded paged.
        string? state = ElasticsearchAnswer.Member(data, "state").GetString();
        return state switch
        {
            "exceeded" => TransitionKind.Critical,
            "recovered" => TransitionKind.Recovered,
            _ => throw new JsonException($"There is no state '{state}'."),
        };
    }
}
