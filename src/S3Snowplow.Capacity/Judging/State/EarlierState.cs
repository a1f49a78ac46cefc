using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Reads the state that the throughput monitor of the first design kept: JSON, with bytes by minute, capacities and open incidents.</summary>
/// <remarks>
/// The bytes are handed to the judgement as if they had been received in the minute with which that state ended, so the backlog is judged by today's rule. An incident keeps its start, and with
/// it its id. It was paged, so it counts as critical.
/// </remarks>
internal static class EarlierState
{
    private const int SixtiethsInByte = 60;

    /// <summary>Reads it.</summary>
    /// <param name="json">The file's content.</param>
    /// <param name="settings">The settings of now.</param>
    /// <param name="limits">What owners say now, by name.</param>
    /// <exception cref="InvalidDataException">It is something else, or damaged.</exception>
    public static JudgeSnapshot Parse(ReadOnlySpan<byte> json, FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return Convert(document.RootElement, settings, limits);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The saved state is neither of this version nor of the one before, or it is damaged.", exception);
        }
    }

    private static JudgeSnapshot Convert(JsonElement root, FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        JsonElement[] pipelines = [.. root.GetProperty("pipelines").EnumerateArray()];
        var histories = new PipelineHistories();
        var state = new FoldState { Observers = histories };
        if (pipelines.Length == 0)
        {
            return new JudgeSnapshot(state, histories, default, default);
        }

        var received = new ReceivedMinute(pipelines.Max(pipeline => pipeline.GetProperty("state").GetProperty("next_minute").GetInt64()));
        foreach (JsonElement pipeline in pipelines)
        {
            Receive(pipeline, received);
        }

        new ThroughputFold(settings, limits).Fold(state, received, []);
        List<ThroughputTransition> open = [];
        foreach (JsonElement pipeline in pipelines)
        {
            JsonElement judged = pipeline.GetProperty("state");
            string name = judged.GetProperty("pipeline").GetString()!;
            if (state.JudgementOf(name) is not { } judgement)
            {
                continue;
            }

            judgement.ForgetLateness();
            judgement.Incident = null;
            if (judged.GetProperty("incident") is { ValueKind: JsonValueKind.Object } incident)
            {
                long start = incident.GetProperty("start").GetDateTimeOffset().ToUnixTimeSeconds() / 60;
                judgement.Incident = new OpenIncident(start, IsCritical: true);
                open.Add(new ThroughputTransition(TransitionKind.Critical, name, received.Receipt, received.Receipt) { IncidentStart = start, Figures = judgement.Figures() });
            }
        }

        return new JudgeSnapshot(state, histories, default, default) { Untold = open };
    }

    private static void Receive(JsonElement pipeline, ReceivedMinute received)
    {
        JsonElement judged = pipeline.GetProperty("state");
        string name = judged.GetProperty("pipeline").GetString()!;
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (JsonElement capacity in pipeline.GetProperty("capacities").EnumerateArray())
        {
            long time = capacity.GetProperty("effective_from").GetDateTimeOffset().ToUnixTimeMilliseconds();
            received.AddCapacity(name, new CapacityEntry(time, capacity.GetProperty("throughput").GetProperty("bytes_per_hour").GetInt64()));
        }

        JsonElement history = judged.GetProperty("history");
        long minute = judged.GetProperty("next_minute").GetInt64() - history.GetArrayLength();
        long before = judged.GetProperty("backlog_before_history").GetInt64();
        if (before > 0)
        {
            // Worked off from the oldest minute on, as it was.
            received.AddArrived(name, minute, (before / SixtiethsInByte) + 1);
        }

        foreach (JsonElement bytes in history.EnumerateArray())
        {
            Add(name, minute++, bytes.GetInt64(), received);
        }

        foreach (JsonElement bucket in pipeline.GetProperty("unjudged").EnumerateArray())
        {
            Add(name, bucket.GetProperty("minute").GetInt64(), bucket.GetProperty("bytes").GetInt64(), received);
        }
    }

    // -1 stands for a minute of which nothing was known.
    private static void Add(string name, long minute, long bytes, ReceivedMinute received)
    {
        if (bytes > 0)
        {
            received.AddArrived(name, minute, bytes);
        }
    }
}
