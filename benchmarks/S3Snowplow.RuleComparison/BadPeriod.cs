using System.Text.Json;

namespace S3Snowplow.RuleComparison;

/// <summary>
/// A time in which a pipeline really was behind, as hindsight knows it from the exact backlog: every byte in the minute in which it happened, nothing late, nothing lost. Minutes after the
/// scenario's start.
/// </summary>
/// <param name="Start">When work began to wait.</param>
/// <param name="Crossing">When more than five minutes of work waited for the first time: nobody can call it a backlog before.</param>
/// <param name="Critical">When more than the owner's limit waited for the first time; <see langword="null"/>: never.</param>
/// <param name="Recovered">When five minutes of work or less waited again; <see langword="null"/>: not before the scenario's end.</param>
/// <param name="End">When nothing waited any more, or the scenario's end.</param>
internal sealed record BadPeriod(long Start, long Crossing, long? Critical, long? Recovered, long End)
{
    /// <summary>Those of a scenario, by pipeline, by the patience of each pipeline's owner.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<BadPeriod>> Read(JsonElement scenario) =>
        scenario.GetProperty("truth").EnumerateObject().ToDictionary(
            pipeline => pipeline.Name,
            pipeline => (IReadOnlyList<BadPeriod>)[.. pipeline.Value.GetProperty("rhythm").EnumerateArray().Select(ReadOne)],
            StringComparer.Ordinal);

    private static BadPeriod ReadOne(JsonElement period)
    {
        return new BadPeriod(Minute("start")!.Value, Minute("crossing")!.Value, Minute("critical"), Minute("recovered"), Minute("end")!.Value);

        long? Minute(string name) => period.GetProperty(name) is { ValueKind: JsonValueKind.Number } minute ? minute.GetInt64() : null;
    }
}
