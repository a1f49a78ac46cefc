using System.Globalization;

namespace S3Snowplow.RuleComparison;

/// <summary>A scenario's row.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="About">What happens in it.</param>
/// <param name="Bad">How many bad periods it has.</param>
/// <param name="New">What the rule tells.</param>
/// <param name="Old">What the rule before it told.</param>
internal sealed record ProofRow(string Name, string About, int Bad, RuleResult New, RuleResult Old)
{
    /// <summary>As a line of Markdown; a cell for nothing is empty.</summary>
    public string Print()
    {
        string[] cells =
        [
            Name, About.Replace("|", "\\|", StringComparison.Ordinal), Count(Bad), Count(New.Told), RuleResult.Range(New.First), RuleResult.Range(New.Critical), Over(New), Count(New.Again), Count(New.False),
            Count(Old.Told), RuleResult.Range(Old.First), Over(Old), Count(Old.Again), Count(Old.False),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Over(RuleResult result) =>
        string.Join(", ", new[] { RuleResult.Range(result.Over), result.NeverOver > 0 ? "never" : "" }.Where(text => text.Length > 0));

    private static string Count(int count) => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);
}
