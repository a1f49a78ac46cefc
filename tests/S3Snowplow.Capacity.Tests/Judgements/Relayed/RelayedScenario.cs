using System.Text.Json;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// A scenario as a process sees it: notifications with S3 records, bands that are replaced, signs of life and runs, in order of time. What of it the judge makes is not known here.
/// </summary>
/// <remarks>An object of a pipeline is put into a bucket of its own, <see cref="InputOf"/>; what its work makes into <see cref="OutputOf"/>. A repetition is the same record again.</remarks>
internal sealed class RelayedScenario
{
    private const long Minute = 60_000;

    private RelayedScenario(long start, IReadOnlyList<ScenarioStep> steps) => (Start, Steps) = (start, steps);

    /// <summary>Milliseconds since the Unix epoch, on a minute.</summary>
    public long Start { get; }

    /// <summary>What happens, in order. At one time bands come first, then signs of life, then runs, then notifications: a run at a minute's start does not know what comes in it.</summary>
    public IReadOnlyList<ScenarioStep> Steps { get; }

    /// <summary>The bucket that a pipeline reads.</summary>
    public static string InputOf(string pipeline) => $"in-{pipeline}";

    /// <summary>The bucket in which its work arrives.</summary>
    public static string OutputOf(string pipeline) => $"out-{pipeline}";

    /// <summary>Converts a scenario's file.</summary>
    public static RelayedScenario Read(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        long start = root.GetProperty("t0").GetInt64();
        List<(long Received, string Record)> records = [.. Records(root, "events", start, InputOf), .. Records(root, "removals", start, OutputOf)];
        IEnumerable<ScenarioStep> steps =
        [
            .. Bands(root),
            .. Minutes(root, "alive").Select(minute => new ScenarioStep.Sign(minute * Minute)),
            .. Minutes(root, "evaluate").Select(minute => new ScenarioStep.Run(minute * Minute)),
            .. records.GroupBy(one => one.Received).Select(group => new ScenarioStep.Notify(group.Key, S3Record.Notification(group.Select(one => one.Record)))),
        ];

        // Sorting is stable, and a scenario's capacity may be older than the scenario.
        return new RelayedScenario(start, [.. steps.OrderBy(step => step.At)]);
    }

    private static IEnumerable<ScenarioStep> Bands(JsonElement root)
    {
        Dictionary<string, long> rates = new(StringComparer.Ordinal);
        IEnumerable<(long At, string Pipeline, long? Rate)> said = root.GetProperty("pipelines").EnumerateObject().SelectMany(pipeline =>
            pipeline.Value.GetProperty("capacity").EnumerateArray().Select(entry =>
                (entry[0].GetInt64(), pipeline.Name, entry[1].ValueKind == JsonValueKind.Null ? (long?)null : entry[1].GetInt64())));
        foreach (IGrouping<long, (long At, string Pipeline, long? Rate)> group in said.GroupBy(one => one.At).OrderBy(group => group.Key))
        {
            foreach ((_, string pipeline, long? rate) in group)
            {
                if (rate is { } there)
                {
                    rates[pipeline] = there;
                }
                else
                {
                    rates.Remove(pipeline);
                }
            }

            yield return new ScenarioStep.SetBands(group.Key, new Dictionary<string, long>(rates, StringComparer.Ordinal));
        }
    }

    private static IEnumerable<long> Minutes(JsonElement root, string name)
    {
        foreach (JsonElement range in root.TryGetProperty(name, out JsonElement ranges) ? [.. ranges.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            for (long minute = range[0].GetInt64(); minute < range[1].GetInt64(); minute += range[2].GetInt64())
            {
                yield return minute;
            }
        }
    }

    // "dt,late,bytes[,=row];...": dt after the row before, late = receipt less event time; with =row it repeats that row.
    private static IEnumerable<(long Received, string Record)> Records(JsonElement root, string name, long start, Func<string, string> bucketOf)
    {
        foreach (JsonProperty pipeline in root.TryGetProperty(name, out JsonElement all) ? [.. all.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            string[] rows = pipeline.Value.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries);
            string[] records = new string[rows.Length];
            long at = 0;
            for (int row = 0; row < rows.Length; row++)
            {
                string[] fields = rows[row].Split(',');
                at += long.Parse(fields[0]);
                records[row] = fields.Length > 3
                    ? records[int.Parse(fields[3].AsSpan(1))]
                    : S3Record.Put(bucketOf(pipeline.Name), $"{pipeline.Name}/{row:D6}.bin", long.Parse(fields[2]), start + at - long.Parse(fields[1]), row);
                yield return (at, records[row]);
            }
        }
    }
}
