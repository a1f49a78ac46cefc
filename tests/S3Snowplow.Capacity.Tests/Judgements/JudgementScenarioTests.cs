namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// The judgement against scenarios whose transitions are known: of the folder that <c>S3SNOWPLOW_JUDGEMENT</c> names, else of the one beside the repository, else of the
/// copies in it. A scenario is <c>scenarios/NAME.json</c>, what is to be told of it <c>expected/NAME.jsonl</c>, anywhere below the folder.
/// </summary>
public sealed class JudgementScenarioTests
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_JUDGEMENT", "../shared/judgement", "tests/Data/judgement");

    public static TheoryData<string> Scenarios =>
    [
        .. Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "scenarios")
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Scenario_TellsWhatIsExpected(string scenario)
    {
        string file = Path.Combine(Root, scenario);
        string name = Path.GetFileNameWithoutExtension(file);
        string expected = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!, "expected", name + ".jsonl");

        IReadOnlyList<string> wanted = JudgementScenario.Expected(expected);
        IReadOnlyList<string> told = JudgementScenario.Read(file).Play();

        if (JudgementKnownFailures.ReasonFor(name) is { } reason)
        {
            Assert.False(wanted.SequenceEqual(told), $"{name} passes; take it out of the known failures, where it stood because: {reason}");
            return;
        }

        Assert.Equal(wanted, told);
    }

    [Fact]
    public void EveryScenario_HasItsExpectedTransitions_AndNoneIsForgotten() =>
        Assert.Equal(
            Directory.EnumerateFiles(Root, "*.jsonl", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal),
            ((IEnumerable<object?[]>)Scenarios).Select(row => Path.GetFileNameWithoutExtension((string)row[0]!)).Order(StringComparer.Ordinal));
}
