using System.Text;
using S3Snowplow.RuleComparison;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The table of the proof is what the program prints, and its measures are what the document says.</summary>
public sealed class ProofTests
{
    private static readonly Lazy<ProofRow[]> Rows = new(() => [.. JudgementFolder.Scenarios().Select(scenario => ProofTable.Measure(JudgementFolder.Read(scenario))).OrderBy(row => row.Name, StringComparer.Ordinal)]);

    // Scenarios that were kept back have no row; what has one is made again.
    [Fact]
    public void Rows_InTheDocument_AreWhatTheProgramPrints()
    {
        string[] document = Encoding.UTF8.GetString(RepositoryFile.Read("docs/proof.md")).Split('\n');
        string[] made = [.. Rows.Value.Select(row => row.Print())];

        string[] known = [.. made.Where(row => Array.Exists(document, line => line.StartsWith(Name(row), StringComparison.Ordinal)))];

        Assert.NotEmpty(known);
        Assert.All(known, row => Assert.Contains(row, document));

        static string Name(string row) => row[..(row.IndexOf('|', 1) + 1)];
    }

    [Fact]
    public void Table_InTheDocumentWhereAllScenariosAreThere_IsWhatTheProgramPrints()
    {
        string document = Encoding.UTF8.GetString(RepositoryFile.Read("docs/proof.md"));
        ProofRow[] known = [.. Rows.Value.Where(row => document.Contains($"\n| {row.Name} |", StringComparison.Ordinal))];
        int listed = document[document.IndexOf("| scenario |", StringComparison.Ordinal)..].Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')).Count();
        Assert.InRange(known.Length, 1, listed);
        if (known.Length < listed)
        {
            // The copy in the repository has a part of them; their rows are compared above.
            return;
        }

        string table = ProofTable.Print(known);

        Assert.Equal(document, ProofTable.Replace(document, table));
    }

    [Fact]
    public void Pictures_InTheDocuments_AreWhatTheProgramDraws()
    {
        foreach ((string file, string name, string title, int minutes) in ScenarioPicture.All)
        {
            // The copy in the repository has a part of the scenarios.
            if (JudgementFolder.Scenarios().FirstOrDefault(scenario => Path.GetFileNameWithoutExtension(scenario) == name) is { } scenario)
            {
                Assert.Equal(Encoding.UTF8.GetString(RepositoryFile.Read($"docs/pictures/{file}")), ScenarioPicture.Draw(JudgementFolder.Read(scenario), title, minutes));
            }
        }
    }

    [Fact]
    public void Measure_IncidentsBesideAndWithinBadPeriods_CountsEachAsWhatItIs()
    {
        RuleResult result = RuleResult.Of(
            [
                new ToldIncident("ops1", 5, null, 9),
                new ToldIncident("ops1", 20, 31, 40),
                new ToldIncident("ops1", 45, null, 70),
                new ToldIncident("ops1", 200, null, 240),
                new ToldIncident("other", 20, null, null),
            ],
            new Dictionary<string, IReadOnlyList<BadPeriod>>
            {
                ["ops1"] = [new BadPeriod(10, 15, 30, 60, 65), new BadPeriod(100, 105, null, 160, 170), new BadPeriod(190, 199, null, 250, 260)],
            });

        Assert.Equal((2, 1, 1, 2), (result.Told, result.Missed, result.Again, result.False));
        Assert.Equal([5, 1], result.First);
        Assert.Equal([1], result.Critical);
        Assert.Equal([10, -10], result.Over);
    }

    // Borders: an incident that ends when the bad period begins has not told it, one that begins with its end neither.
    [Theory]
    [InlineData(0, 10L, false)]
    [InlineData(0, 11L, true)]
    [InlineData(19, null, true)]
    [InlineData(20, null, false)]
    public void Meets_AtTheBorders_IsOnlyWhatOverlaps(long opened, long? closed, bool meets) =>
        Assert.Equal(meets, new ToldIncident("ops1", opened, null, closed).Meets(new BadPeriod(10, 11, null, 15, 20)));

    [Fact]
    public void Measure_AnIncidentFromAnEarlierPeriodOn_IsToldInTimeAndNotEarlier()
    {
        RuleResult result = RuleResult.Of(
            [new ToldIncident("ops1", 5, 6, 100)], new Dictionary<string, IReadOnlyList<BadPeriod>> { ["ops1"] = [new BadPeriod(4, 4, 5, 20, 30), new BadPeriod(40, 45, 50, 90, 95)] });

        Assert.Equal([1, 0], result.First);
        Assert.Equal([1, 0], result.Critical);
        Assert.Equal([80, 10], result.Over);
    }

    [Fact]
    public void Replace_InADocumentWithoutAPlace_SaysWhatIsMissing() =>
        Assert.Contains(ProofTable.Begin, Assert.Throws<InvalidDataException>(() => ProofTable.Replace("# Nothing", "| |")).Message, StringComparison.Ordinal);
}
