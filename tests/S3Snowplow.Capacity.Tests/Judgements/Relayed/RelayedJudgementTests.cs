namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// What a relay receives as notifications is judged as the reference model judges the scenario, line by line: nothing is counted twice, in another minute, for another pipeline, or not at all on the way through
/// reading, delivery, settling and counting.
/// </summary>
public sealed class RelayedJudgementTests
{
    public static TheoryData<string> Scenarios => [.. JudgementFolder.Scenarios()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Relay_Scenario_TellsWhatIsExpected(string scenario) =>
        Assert.Equal(string.Join("\n", JudgementFolder.Expected(scenario)), string.Join("\n", await RelayedRun.RunAsync(JudgementFolder.Read(scenario))));
}
