using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads an event <c>throughput_exceeded</c> back from its document.</summary>
internal static class IncidentDocument
{
    /// <summary>What was told.</summary>
    /// <exception cref="JsonException">The document is not of that form.</exception>
    public static ThroughputTransition Read(string pipeline, JsonElement source, ElasticsearchFields fields)
    {
        JsonElement data = ElasticsearchAnswer.Member(source, fields.Incident);
        var window = new LoadWindow(TimeSpan.FromMinutes(Number("window_minutes").GetInt32()), Number("load_limit").GetDouble());
        return new ThroughputTransition
        {
            Pipeline = pipeline,
            State = Text("state") switch
            {
                "exceeded" => ThroughputState.Exceeded,
                "recovered" => ThroughputState.Recovered,
                _ => throw new JsonException($"There is no state '{Text("state")}'."),
            },
            Incident = new Incident(
                ElasticsearchAnswer.Time(Number("incident_start")), window, Text("trigger") == "behind" ? IncidentTrigger.Behind : IncidentTrigger.Load),
            Time = ElasticsearchAnswer.Time(ElasticsearchAnswer.Member(source, fields.Time)),
            BytesIn = Number("bytes_in").GetInt64(),
            CapacityBytes = Number("capacity_bytes").GetInt64(),
            Capacity = new Throughput(Number("bytes_per_hour").GetInt64()),
            BacklogBytes = Number("backlog_bytes").GetInt64(),
            Behind = TimeSpan.FromMinutes(Number("minutes_behind").GetDouble()),
            CatchUp = data.TryGetProperty("minutes_to_catch_up", out JsonElement minutes) && minutes.ValueKind == JsonValueKind.Number ? TimeSpan.FromMinutes(minutes.GetDouble()) : null,
        };

        JsonElement Number(string name) => ElasticsearchAnswer.Member(data, name);
        string Text(string name) => ElasticsearchAnswer.Member(data, name).GetString() ?? "";
    }
}
