using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>Every twelfth scenario, as documents that a loader wrote, is judged as the reference model judges it, line by line, in both forms.</summary>
public sealed class IndexedJudgementTests
{
    private const int Every = 12;

    public static TheoryData<string, ElasticsearchForm> Scenarios
    {
        get
        {
            TheoryData<string, ElasticsearchForm> scenarios = [];
            foreach (string scenario in JudgementFolder.Scenarios().Where((_, index) => index % Every == 0))
            {
                scenarios.Add(scenario, ElasticsearchForm.Documents);
                if (!FoldScenario.Read(JudgementFolder.Read(scenario)).Limits.Values.Any(limits => limits.ObservesDrain))
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
