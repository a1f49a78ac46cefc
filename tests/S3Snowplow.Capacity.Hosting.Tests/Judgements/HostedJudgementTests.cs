using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>Every twelfth of the scenarios that a host can play tells what is expected through the whole host: file of bands, settings, relay, counters, loops, state.</summary>
public sealed class HostedJudgementTests
{
    private const int Every = 12;

    public static TheoryData<string> Scenarios => [.. JudgementFolder.Scenarios().Where(scenario => HostedRun.CanPlay(JudgementFolder.Read(scenario))).Where((_, index) => index % Every == 0)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Host_Scenario_TellsWhatIsExpected(string scenario) =>
        Assert.Equal(string.Join('\n', JudgementFolder.Expected(scenario)), string.Join('\n', await HostedRun.RunAsync(JudgementFolder.Read(scenario))));
}
