using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>Every twelfth scenario (all in the whole proof), as documents that a loader wrote, is judged as the reference model judges it, line by line, in both forms.</summary>
public sealed class IndexedJudgementTests
{
    private static readonly int Every = Proof.Count(12, 1);

    // A week of minutes is some ten thousand runs, and the model adds up all documents of an hour for each.
    private static readonly int MostRunsOfSums = Proof.Count(3_000, int.MaxValue);

    public static TheoryData<string, ElasticsearchForm> Scenarios
    {
        get
        {
            TheoryData<string, ElasticsearchForm> scenarios = [];
            foreach (string scenario in JudgementFolder.Scenarios().Where((_, index) => index % Every == 0))
            {
                scenarios.Add(scenario, ElasticsearchForm.Documents);
                FoldScenario fold = FoldScenario.Read(JudgementFolder.Read(scenario));
                if (fold.Runs.Count <= MostRunsOfSums && !fold.Limits.Values.Any(limits => limits.ObservesDrain))
                {
                    scenarios.Add(scenario, ElasticsearchForm.Entity);
                }
            }

            return scenarios;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Index_Scenario_TellsWhatIsExpected(string scenario, ElasticsearchForm form) =>
        Assert.Equal(string.Join("\n", JudgementFolder.Expected(scenario)), string.Join("\n", await IndexedRun.RunAsync(JudgementFolder.Read(scenario), form)));
}
