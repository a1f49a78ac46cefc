using System.Globalization;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What is suggested, for people who read it in a terminal.</summary>
internal static class SuggestionText
{
    /// <summary>Writes it.</summary>
    public static void Write(ToolConsole console, Suggestion suggestion)
    {
        foreach (string note in suggestion.Notes)
        {
            console.Output.WriteLine(note);
        }

        if (suggestion.Inputs.Count == 0)
        {
            console.Output.WriteLine("Nothing was found that could be an input.");
            return;
        }

        console.Output.WriteLine();
        console.Table(
            ["Input", "A day", "Files a day", "Half up to", "95 % up to", "Largest", "Comes", "Days", "Last", .. Suggestion.Limits.Select(limit => $"Needs for {AlertWords.Minutes(limit)}")],
            suggestion.Inputs.Select(input => Row(input, suggestion.IsBinary)),
            [1, 2, 3, 4, 5, 7, .. Suggestion.Limits.Select((_, i) => 9 + i)]);
        console.Output.WriteLine();
        foreach (ProposedInput input in suggestion.Inputs.Where(input => input.TooLittle is not null))
        {
            console.Output.WriteLine($"{AlertWords.Name(input.Place)}: {input.TooLittle}.");
        }

        console.Output.WriteLine(SuggestionWords.Coverage(suggestion));
        if (suggestion.Inputs.Any(input => input.Needs.Count > 0))
        {
            console.Output.WriteLine("'Needs' is the smallest throughput with which work would never have waited for longer, replayed through the judgement. What your processors take, nobody can read from a bucket.");
            console.Output.WriteLine(SuggestionWords.Margin(suggestion));
        }
    }

    private static IReadOnlyList<string> Row(ProposedInput input, bool isBinary)
    {
        InputFacts facts = input.Facts;
        return
        [
            AlertWords.Name(input.Place) + (input.IsRest ? " (rest)" : ""),
            AlertWords.Size((long)facts.BytesPerDay, isBinary),
            facts.FilesPerDay.ToString(facts.FilesPerDay < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture),
            AlertWords.Size(facts.Objects.Sizes.Percentile(50), isBinary),
            AlertWords.Size(facts.Objects.Sizes.Percentile(95), isBinary),
            AlertWords.Size(facts.Objects.Sizes.Max, isBinary),
            SuggestionWords.Gap(facts),
            CountText.Number(facts.DaysWithData),
            $"{AlertWords.Minutes(facts.Age)} ago",
            .. Suggestion.Limits.Select(limit => input.Needs.FirstOrDefault(need => need.LimitMinutes == limit) is { } need ? SuggestionWords.Rate(need.BytesPerHour, isBinary) : "-"),
        ];
    }
}
