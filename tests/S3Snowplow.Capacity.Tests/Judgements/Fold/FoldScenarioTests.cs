using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// The fold gives the reference model's transitions, figures included, line by line. <c>S3SNOWPLOW_JUDGEMENT</c> names another folder with scenarios; all that lie in folders
/// <c>scenarios</c> with an <c>expected</c> beside them are run.
/// </summary>
public sealed class FoldScenarioTests
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_JUDGEMENT", "../shared/judgement", "tests/Data/judgement");

    public static TheoryData<string> Scenarios => [.. Find().Order(StringComparer.Ordinal)];

    /// <summary>A part of them in each run of the tests, all in the whole proof: for what each of them shows in the same way.</summary>
    public static TheoryData<string> SomeScenarios => [.. Find().Order(StringComparer.Ordinal).Where((_, i) => i % Proof.Count(part: 3, whole: 1) == 0)];

    [Fact]
    public void Scenarios_InTheFolder_AreThere() => Assert.NotEmpty(Find());

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Fold_Scenario_TellsWhatIsExpected(string scenario) => AssertExpected(scenario, new FoldScenarioRun(Read(scenario)).Run());

    [Theory]
    [MemberData(nameof(SomeScenarios))]
    public void Fold_ScenarioWithARestartBeforeEachRun_TellsWhatIsExpected(string scenario) =>
        AssertExpected(scenario, new FoldScenarioRun(Read(scenario)) { Restarts = true, SaysCapacitiesEarly = true }.Run());

    [Theory]
    [MemberData(nameof(SomeScenarios))]
    public void Fold_ScenarioWithEachMinuteBackToFront_TellsWhatIsExpected(string scenario) =>
        AssertExpected(scenario, new FoldScenarioRun(Read(scenario)) { Shuffle = inputs => Enumerable.Reverse(inputs) }.Run());

    private static void AssertExpected(string scenario, FoldScenarioRun run)
    {
        string path = Path.Combine(Root, scenario);
        string expected = Path.Combine(Path.GetDirectoryName(path)!, "..", "expected", Path.GetFileNameWithoutExtension(path) + ".jsonl");
        Assert.Equal(File.ReadAllLines(expected), run.Lines);
    }

    private static FoldScenario Read(string scenario) => FoldScenario.Read(File.ReadAllBytes(Path.Combine(Root, scenario)));

    private static IEnumerable<string> Find() => Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "scenarios")
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
}
