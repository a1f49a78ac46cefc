using System.Text.Json;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>What was received in a scenario: data that arrived for a pipeline, data that it has done, or a sign of life.</summary>
/// <param name="Received">When, in milliseconds after the scenario's start.</param>
/// <param name="Kind">What.</param>
/// <param name="Pipeline">Of which pipeline; empty for a sign of life.</param>
/// <param name="Happened">When it happened, in milliseconds after the scenario's start.</param>
/// <param name="Bytes">How many bytes.</param>
internal readonly record struct FoldInput(long Received, FoldInputKind Kind, string Pipeline, long Happened, long Bytes);

internal enum FoldInputKind
{
    Sign,
    Arrived,
    Done,
}

/// <summary>A scenario of the judgement's specification, as its file has it.</summary>
internal sealed record FoldScenario
{
    private const long Minute = 60_000;

    /// <summary>Milliseconds since the Unix epoch, on a minute.</summary>
    public required long Start { get; init; }

    public FoldSettings Settings { get; init; } = new();

    public Dictionary<string, PipelineLimits> Limits { get; init; } = [];

    public List<(string Pipeline, CapacityEntry Entry)> Capacities { get; init; } = [];

    /// <summary>Minutes after the start at which a run takes place.</summary>
    public required IReadOnlyList<long> Runs { get; init; }

    /// <summary>From one minute to another the machine's clock is wrong by so many minutes.</summary>
    public IReadOnlyList<(long From, long To, long Offset)> Clock { get; init; } = [];

    /// <summary>In order of receipt, without repetitions.</summary>
    public required IReadOnlyList<FoldInput> Inputs { get; init; }

    public static FoldScenario Read(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        long start = root.GetProperty("t0").GetInt64();
        FoldSettings settings = ReadSettings(root, out int dedup);
        JsonProperty[] pipelines = [.. root.GetProperty("pipelines").EnumerateObject()];
        List<FoldInput> inputs = [.. ReadRanges(root, "alive").Select(minute => new FoldInput(minute * Minute, FoldInputKind.Sign, "", 0, 0))];
        AddEvents(inputs, root, "events", FoldInputKind.Arrived, dedup);
        AddEvents(inputs, root, "removals", FoldInputKind.Done, dedup);
        return new FoldScenario
        {
            Start = start,
            Settings = settings,
            Limits = pipelines.ToDictionary(one => one.Name, one => ReadLimits(one.Value)),
            Capacities = [.. pipelines.SelectMany(one => one.Value.GetProperty("capacity").EnumerateArray().Select(entry => (one.Name, ReadCapacity(entry, start))))],
            Runs = ReadRanges(root, "evaluate"),
            Clock = root.TryGetProperty("clock", out JsonElement clock) ? [.. clock.EnumerateArray().Select(one => (one[0].GetInt64(), one[1].GetInt64(), one[2].GetInt64()))] : [],
            Inputs = [.. inputs.OrderBy(one => one.Received)],
        };
    }

    private static CapacityEntry ReadCapacity(JsonElement entry, long start) =>
        new(start + entry[0].GetInt64(), entry[1].ValueKind == JsonValueKind.Null ? null : entry[1].GetInt64());

    private static FoldSettings ReadSettings(JsonElement root, out int dedup)
    {
        dedup = 1440;
        var settings = new FoldSettings();
        foreach (JsonProperty one in root.TryGetProperty("settings", out JsonElement all) ? [.. all.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            int value = one.Value.GetInt32();
            dedup = one.Name == "dedup" ? value : dedup;
            settings = one.Name switch
            {
                "max_behind" => settings with { MaxBehind = value },
                "min_behind" => settings with { MinBehind = value },
                "sustain" => settings with { Sustain = value },
                "recover_after" => settings with { RecoverAfter = value },
                "history" => settings with { History = value },
                "rhythm_cap" => settings with { RhythmCap = value },
                "delay_permille" => settings with { DelayPermille = value },
                "min_delay" => settings with { MinDelay = value },
                "max_delay" => settings with { MaxDelay = value },
                "alive_reach" => settings with { AliveReach = value },
                "blind_after" => settings with { BlindAfter = value },
                "silent_after" => settings with { SilentAfter = value },
                "confirm" => settings with { Confirm = value },
                "store_delay" => settings with { StoreDelay = value },
                "dedup" => settings,
                _ => throw new InvalidDataException($"The scenario has the setting '{one.Name}', which the specification does not know."),
            };
        }

        return settings;
    }

    private static PipelineLimits ReadLimits(JsonElement pipeline) => new(
        pipeline.TryGetProperty("max_behind", out JsonElement limit) ? limit.GetInt32() : null,
        pipeline.TryGetProperty("rhythm", out JsonElement rhythm) ? rhythm.GetInt32() : null,
        pipeline.TryGetProperty("drain", out JsonElement drain) && drain.GetString() == "observed");

    private static List<long> ReadRanges(JsonElement root, string name)
    {
        List<long> minutes = [];
        foreach (JsonElement one in root.TryGetProperty(name, out JsonElement ranges) ? [.. ranges.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            for (long minute = one[0].GetInt64(); minute < one[1].GetInt64(); minute += one[2].GetInt64())
            {
                minutes.Add(minute);
            }
        }

        return minutes;
    }

    // "dt,late,bytes[,=row];...": dt after the row before, late = receipt less event time; with =row it repeats that row's id.
    private static void AddEvents(List<FoldInput> inputs, JsonElement root, string name, FoldInputKind kind, int dedup)
    {
        foreach (JsonProperty pipeline in root.TryGetProperty(name, out JsonElement all) ? [.. all.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            string text = pipeline.Value.GetString()!;
            string[] rows = text.Length == 0 ? [] : text.Split(';');
            Dictionary<int, long> seen = [];
            long at = 0;
            for (int row = 0; row < rows.Length; row++)
            {
                string[] fields = rows[row].Split(',');
                at += long.Parse(fields[0]);
                int id = fields.Length > 3 ? int.Parse(fields[3][1..]) : row;
                if (seen.TryGetValue(id, out long before) && at - before <= dedup * Minute)
                {
                    continue;
                }

                seen[id] = at;
                inputs.Add(new FoldInput(at, kind, pipeline.Name, at - long.Parse(fields[1]), long.Parse(fields[2])));
            }
        }
    }
}
