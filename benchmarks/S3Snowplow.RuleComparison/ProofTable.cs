using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.RuleComparison;

/// <summary>The table of what both rules tell, by scenario, as Markdown.</summary>
internal static class ProofTable
{
    /// <summary>The lines before and behind the table where it stands in a document.</summary>
    public const string Begin = "<!-- printed by: dotnet run --project benchmarks/S3Snowplow.RuleComparison -->";

    public const string End = "<!-- end of what is printed -->";

    /// <summary>The row of one scenario.</summary>
    public static ProofRow Measure(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        FoldScenario scenario = FoldScenario.Read(json);
        IReadOnlyDictionary<string, IReadOnlyList<BadPeriod>> truth = BadPeriod.Read(root);
        return new ProofRow(
            root.GetProperty("name").GetString()!,
            root.GetProperty("about").GetString()!,
            truth.Values.Sum(periods => periods.Count),
            RuleResult.Of(NewRule.Run(scenario), truth),
            RuleResult.Of(OldRule.Run(scenario), truth));
    }

    /// <summary>All of it, between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public static string Print(IReadOnlyList<ProofRow> rows)
    {
        var text = new StringBuilder().Append(Begin).Append('\n');
        RuleResult now = RuleResult.Sum([.. rows.Select(row => row.New)]), before = RuleResult.Sum([.. rows.Select(row => row.Old)]);
        Line(text, $"| {rows.Count} scenarios, {rows.Sum(row => row.Bad)} bad periods | new rule | old rule |");
        Line(text, $"|---|---|---|");
        Line(text, $"| bad periods told | {now.Told} | {before.Told} |");
        Line(text, $"| bad periods missed | {now.Missed} | {before.Missed} |");
        Line(text, $"| false alarms | {now.False} | {before.False} |");
        Line(text, $"| told as over, and again | {now.Again} | {before.Again} |");
        Line(text, $"| first told after, median of minutes | {RuleResult.Median(now.First)} | {RuleResult.Median(before.First)} |");
        Line(text, $"| told as over too early | {now.Over.Count(delay => delay < 0)} | {before.Over.Count(delay => delay < 0)} |");
        Line(text, $"| over, and never told so | {now.NeverOver} | {before.NeverOver} |");
        text.Append('\n');
        text.Append("| scenario | what happens | bad | told | first after | critical after | over after | again | false | old: told | old: first after | old: over after | old: again | old: false |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (ProofRow row in rows)
        {
            text.Append(row.Print()).Append('\n');
        }

        return text.Append(End).Append('\n').ToString();
    }

    /// <summary>A document with the table put in the place of the one that it has.</summary>
    public static string Replace(string document, string table)
    {
        int from = document.IndexOf(Begin, StringComparison.Ordinal), to = document.IndexOf(End, StringComparison.Ordinal);
        return from < 0 || to < from
            ? throw new InvalidDataException($"The document has no place for the table: a line '{Begin}' and below it '{End}'.")
            : document[..from] + table.TrimEnd('\n') + document[(to + End.Length)..];
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
