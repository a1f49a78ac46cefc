using System.Text.Json;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// One scenario of a judgement's folder, as its <c>judge.py</c> describes the format: what is received when, when runs take place, and what is to be told. Played to a
/// <see cref="ThroughputMonitor"/> on a manual clock through what a relay and a host call.
/// </summary>
internal sealed class JudgementScenario
{
    private readonly JsonElement _scenario;
    private readonly long _start;

    private JudgementScenario(JsonElement scenario) => (_scenario, _start) = (scenario, scenario.GetProperty("t0").GetInt64());

    // What happens at one time: capacities before what they are for, runs before what the next minute brings.
    private enum Step
    {
        Run,
        Alive,
        Capacity,
        Event,
    }

    /// <summary>Reads a scenario's file.</summary>
    public static JudgementScenario Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new JudgementScenario(document.RootElement.Clone());
    }

    /// <summary>What is to be told, of a scenario's file of expected transitions.</summary>
    public static IReadOnlyList<string> Expected(string file) => [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line =>
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement told = document.RootElement;
        return Say(
            told.GetProperty("at").GetInt64(), told.TryGetProperty("pipeline", out JsonElement pipeline) ? pipeline.GetString() : "source", told.GetProperty("kind").GetString()!,
            told.GetProperty("minute").GetInt64(), Figure("backlog"), Figure("behind"));

        long? Figure(string name) => told.TryGetProperty(name, out JsonElement figure) ? figure.GetInt64() : null;
    })];

    /// <summary>What is told today.</summary>
    public IReadOnlyList<string> Play()
    {
        var time = new ManualTimeProvider(At(0));
        var options = new ThroughputMonitorOptions { EvaluationDelay = TimeSpan.FromMinutes(Setting("store_delay", 0)) };
        options.Judgement.MaxBehind = TimeSpan.FromMinutes(Setting("max_behind", 60));
        options.Judgement.MinBehind = TimeSpan.FromMinutes(Setting("min_behind", 5));
        var rates = new SortedDictionary<string, long>(StringComparer.Ordinal);
        string bands = string.Concat(_scenario.GetProperty("pipelines").EnumerateObject().Select(one => $"  {one.Name}: {{ band: any, inputs: [ {{ bucket: {one.Name} }} ] }}\n"));
        using var monitor = new ThroughputMonitor(new LiveBands(CapacityBands.Parse($"bands: {{ any: {{ throughput: 60 B/h }} }}\npipelines:\n{bands}")), options, timeProvider: time);
        List<string> told = [];
        foreach ((long at, Step step, Action<ThroughputMonitor, SortedDictionary<string, long>> act) in Steps())
        {
            time.SetUtcNow(At(at + (60_000 * WrongBy(at / 60_000))));
            act(monitor, rates);
            if (step == Step.Run)
            {
                // A rule without severities tells of an incident once; that is the warning.
                told.AddRange(monitor.Evaluate().Select(one => Say(
                    at / 60_000, one.Pipeline, one.State == ThroughputState.Exceeded ? "warning" : "recovered", (one.Time.ToUnixTimeSeconds() / 60) - 1, one.BacklogBytes, (long)one.Behind.TotalSeconds)));
            }
        }

        return told;
    }

    private static string Say(long at, string? pipeline, string kind, long minute, long? backlog, long? behind) => $"at {at}: {pipeline} {kind}, minute {minute}, backlog {backlog}, behind {behind}";

    private static IEnumerable<long> Minutes(JsonElement ranges)
    {
        foreach (JsonElement range in ranges.EnumerateArray())
        {
            for (long minute = range[0].GetInt64(); minute < range[1].GetInt64(); minute += range[2].GetInt64())
            {
                yield return minute;
            }
        }
    }

    private IEnumerable<(long At, Step Step, Action<ThroughputMonitor, SortedDictionary<string, long>> Act)> Steps()
    {
        List<(long At, Step Step, Action<ThroughputMonitor, SortedDictionary<string, long>> Act)> steps = [];
        steps.AddRange(Minutes(_scenario.GetProperty("evaluate")).Select(minute => (minute * 60_000, Step.Run, new Action<ThroughputMonitor, SortedDictionary<string, long>>((_, _) => { }))));
        steps.AddRange(Minutes(_scenario.GetProperty("alive")).Select(minute => (minute * 60_000, Step.Alive, new Action<ThroughputMonitor, SortedDictionary<string, long>>((monitor, _) => monitor.SignalAlive()))));
        foreach (JsonProperty pipeline in _scenario.GetProperty("pipelines").EnumerateObject())
        {
            foreach (JsonElement said in pipeline.Value.GetProperty("capacity").EnumerateArray())
            {
                long at = said[0].GetInt64();
                long? rate = said[1].ValueKind == JsonValueKind.Null ? null : said[1].GetInt64();
                steps.Add((at, Step.Capacity, (monitor, rates) => Say(monitor, rates, pipeline.Name, rate, At(at))));
            }
        }

        foreach (JsonProperty pipeline in _scenario.GetProperty("events").EnumerateObject())
        {
            long at = 0;
            List<(long Event, long Bytes)> rows = [];
            foreach (string row in pipeline.Value.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] cells = row.Split(',');
                at += long.Parse(cells[0]);
                int number = cells.Length > 3 ? int.Parse(cells[3].TrimStart('=')) : rows.Count;
                (long happened, long bytes) = (at - long.Parse(cells[1]), long.Parse(cells[2]));
                rows.Add((happened, bytes));
                if (number < rows.Count - 1)
                {
                    (happened, bytes) = rows[number];
                }

                steps.Add((at, Step.Event, (monitor, _) => monitor.OnObjectEvent(Objects.Put(pipeline.Name, $"{number}", bytes, At(happened)))));
            }
        }

        // A stable order: equal ones stay as they were written.
        return steps.OrderBy(step => step.At).ThenBy(step => step.Step);
    }

    private void Say(ThroughputMonitor monitor, SortedDictionary<string, long> rates, string pipeline, long? rate, DateTimeOffset from)
    {
        if (rate is { } bytesPerHour)
        {
            rates[pipeline] = bytesPerHour;
        }
        else
        {
            rates.Remove(pipeline);
        }

        monitor.SetCapacities([.. rates.Select(one => new ProcessorCapacity(one.Key, "any", new Throughput(one.Value), one.Key == pipeline ? from : At(0), CapacityOrigin.File, "r"))]);
    }

    private DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(_start + milliseconds);

    private long Setting(string name, long otherwise) => _scenario.GetProperty("settings").TryGetProperty(name, out JsonElement given) ? given.GetInt64() : otherwise;

    private long WrongBy(long minute) => !_scenario.TryGetProperty("clock", out JsonElement clock) ? 0
        : clock.EnumerateArray().Where(range => minute >= range[0].GetInt64() && minute < range[1].GetInt64()).Select(range => range[2].GetInt64()).FirstOrDefault();
}
