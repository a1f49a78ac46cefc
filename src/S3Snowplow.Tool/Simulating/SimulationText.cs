using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What a simulation found, for people who read it in a terminal.</summary>
internal static class SimulationText
{
    private const int MostRows = 200;
    private const int MostUnmatched = 5;

    /// <summary>Writes it.</summary>
    public static void Write(ToolConsole console, SimulationOutcome outcome)
    {
        foreach (string note in outcome.Notes)
        {
            console.Output.WriteLine(note);
        }

        console.Output.WriteLine();
        Pipelines(console, outcome);
        Incidents(console, outcome);
        Unmatched(console, outcome);
        console.Output.WriteLine(Summary(outcome));
    }

    /// <summary>What was found, in a sentence or two.</summary>
    public static string Summary(SimulationOutcome outcome) => $"Simulated {Span(outcome)}: {Found(outcome)}";

    /// <summary>The time, in words.</summary>
    public static string Span(SimulationOutcome outcome) => $"{AlertWords.Time(outcome.From)} to {AlertWords.Time(outcome.Until)}";

    /// <summary>The same without the time.</summary>
    public static string Found(SimulationOutcome outcome)
    {
        SimulatedIncident[] incidents = [.. outcome.Incidents];
        int pipelines = outcome.Pipelines.Count(pipeline => pipeline.Incidents.Count > 0);
        int critical = incidents.Count(incident => incident.Critical is not null);
        return incidents.Length == 0
            ? $"You would have been warned about 0 of {CountText.Of(outcome.Pipelines.Count, "pipeline")}."
            : $"You would have been warned about {pipelines} of {CountText.Of(outcome.Pipelines.Count, "pipeline")}, in {CountText.Of(incidents.Length, "incident")}, {critical} of them critical{Leads(incidents)}.";
    }

    /// <summary>How long before the limit was passed something was told, in words.</summary>
    public static string Lead(SimulatedIncident incident) => incident.Lead switch
    {
        null => incident.Critical is null ? "limit not passed" : "-",
        { } lead when lead > TimeSpan.Zero => $"{AlertWords.Minutes((long)lead.TotalMinutes)} before the limit",
        { } lead when lead < TimeSpan.Zero => $"{AlertWords.Minutes((long)-lead.TotalMinutes)} after the limit",
        _ => "when the limit was passed",
    };

    /// <summary>The unmatched objects in a few lines.</summary>
    public static IEnumerable<string> UnmatchedLines(UnmatchedObjects unmatched, bool isBinary)
    {
        if (unmatched.Objects == 0)
        {
            yield break;
        }

        yield return $"No pipeline's input matches {CountText.Of(unmatched.Objects, "object")}, {AlertWords.Size(unmatched.Bytes, isBinary)}:";
        foreach (UnmatchedSegment segment in unmatched.Largest(MostUnmatched))
        {
            string name = segment.Segment switch { null => "others", "" => "keys without a slash", { } text => AlertWords.Name(text) };
            yield return $"  {name}: {CountText.Of(segment.Objects, "object")}, {AlertWords.Size(segment.Bytes, isBinary)}";
        }
    }

    private static void Pipelines(ToolConsole console, SimulationOutcome outcome)
    {
        console.Table(
            ["Pipeline", "Takes", "Came in", "Objects", "Longest behind", "At", "Incidents", "Critical"],
            outcome.Pipelines.Take(MostRows).Select(one => (IReadOnlyList<string>)
            [
                AlertWords.Name(one.Pipeline.Name),
                AlertWords.Rate(one.Pipeline.Throughput),
                AlertWords.Size((long)one.Series.Bytes, one.Pipeline.Throughput.IsBinary),
                CountText.Number(one.Arrivals.Objects),
                AlertWords.Seconds((long)one.Series.LongestBehind),
                one.Series.LongestBehind > 0 ? AlertWords.Time(Minutes.Time(one.Series.LongestBehindAt + 1)) : "-",
                CountText.Number(one.Incidents.Count),
                CountText.Number(one.Incidents.Count(incident => incident.Critical is not null)),
            ]),
            1, 2, 3, 4, 6, 7);
        More(console, outcome.Pipelines.Count, "pipelines");
        console.Output.WriteLine();
    }

    private static void Incidents(ToolConsole console, SimulationOutcome outcome)
    {
        (PipelineBand Pipeline, SimulatedIncident Incident)[] all = [.. outcome.Pipelines.SelectMany(one => one.Incidents.Select(incident => (one.Pipeline, incident)))];
        if (all.Length == 0)
        {
            return;
        }

        console.Table(
            ["Incident of", "Began", "Warning", "Critical", "First told", "Longest behind", "Limit", "Recovered"],
            all.Take(MostRows).Select(one => (IReadOnlyList<string>)
            [
                AlertWords.Name(one.Pipeline.Name),
                AlertWords.Time(one.Incident.Start),
                Clock(one.Incident.Warning, one.Incident.Start),
                Clock(one.Incident.Critical, one.Incident.Start),
                Lead(one.Incident),
                AlertWords.Seconds((long)one.Incident.LongestBehind),
                one.Incident.Limit,
                one.Incident.Recovered is { } recovered ? AlertWords.Time(recovered) : "not by the end",
            ]),
            5);
        More(console, all.Length, "incidents");
        console.Output.WriteLine();
    }

    private static void More(ToolConsole console, int count, string what)
    {
        if (count > MostRows)
        {
            console.Output.WriteLine($"And {CountText.Number(count - MostRows)} more {what}: --json and --out have all of them.");
        }
    }

    private static void Unmatched(ToolConsole console, SimulationOutcome outcome)
    {
        foreach (string line in UnmatchedLines(outcome.Unmatched, outcome.Pipelines.Any(one => one.Pipeline.Throughput.IsBinary)))
        {
            console.Output.WriteLine(line);
        }
    }

    private static string Clock(DateTimeOffset? time, DateTimeOffset day) => time switch
    {
        null => "-",
        { } at when at.UtcDateTime.Date == day.UtcDateTime.Date => at.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        { } at => AlertWords.Time(at),
    };

    private static string Leads(SimulatedIncident[] incidents)
    {
        TimeSpan[] leads = [.. incidents.Where(incident => incident.Lead is not null).Select(incident => incident.Lead!.Value).Order()];
        return leads.Length switch
        {
            0 => "",
            1 => $"; told {Lead(incidents.First(incident => incident.Lead is not null))}",
            _ => $"; told {Words(leads[0])} to {Words(leads[^1])} before the limit was passed, {Words(leads[leads.Length / 2])} in the middle",
        };
    }

    private static string Words(TimeSpan lead) => lead < TimeSpan.Zero ? $"-{AlertWords.Minutes((long)-lead.TotalMinutes)}" : AlertWords.Minutes((long)lead.TotalMinutes);
}
