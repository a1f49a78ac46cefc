using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.State;

/// <summary>The state of the first design, with an open incident in it, is gone on with.</summary>
public sealed class EarlierStateTests
{
    private static readonly string Fixture = RepositoryFile.PathOf("tests/S3Snowplow.Capacity.Tests/State/state-of-2909017.json");

    [Fact]
    public async Task OpenIncident_KeepsItsId_AndRecoversUnderIt()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "throughput.json");
        File.Copy(Fixture, file);
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 3, 2, 11, 36, 0, TimeSpan.Zero));
        var bands = new LiveBands(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines:\n  ops1: { band: small, inputs: [ { bucket: acme-raw } ] }\n  ops2: { band: small, inputs: [ { bucket: acme-other } ] }"));
        using var counters = new ReceivedCounters(bands, timeProvider: time);
        using var state = new FileJudgeState(file);
        using var judge = new ThroughputJudge(counters, bands, state, timeProvider: time);

        Assert.Null((await judge.RunOnceAsync()).Problem);
        PipelineStatus ops1 = Assert.Single(judge.Pipelines, one => one.Name == "ops1");
        Assert.Equal(new Guid("14283150-b41c-547c-97fd-b09dde82c295"), ops1.Incident!.Id);
        Assert.True(ops1.Incident.IsCritical);

        // 950,000,000 bytes waited, 7,000,000 more were counted, and one minute has been worked off since.
        Assert.InRange(ops1.Figures.Backlog, 940_000_000, 957_000_000);
        Assert.Null(Assert.Single(judge.Pipelines, one => one.Name == "ops2").Incident);

        List<ThroughputTransition> told = [];
        for (int i = 0; i < 130; i++)
        {
            counters.SignalAlive();
            time.Advance(TimeSpan.FromMinutes(1));
            told.AddRange((await judge.RunOnceAsync()).Transitions);
        }

        ThroughputTransition recovered = Assert.Single(told);
        Assert.Equal((TransitionKind.Recovered, new Guid("14283150-b41c-547c-97fd-b09dde82c295")), (recovered.Kind, recovered.Incident));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"pipelines\":[{\"state\":{}}]}")]
    [InlineData("{\"pipelines\":[{\"state\":{\"pipeline\":\"\",\"next_minute\":1,\"history\":[],\"backlog_before_history\":0},\"capacities\":[],\"unjudged\":[{\"minute\":1,\"bytes\":1}]}]}")]
    public async Task SomethingElse_IsRefused_AndLeftAsItIs(string content)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "throughput.json");
        await File.WriteAllTextAsync(file, content);
        var bands = new LiveBands();
        using var counters = new ReceivedCounters(bands);
        using var state = new FileJudgeState(file);
        using var judge = new ThroughputJudge(counters, bands, state);

        await Assert.ThrowsAsync<InvalidDataException>(() => judge.LoadAsync());
        Assert.NotNull((await judge.RunOnceAsync()).Problem);
        Assert.Equal(content, await File.ReadAllTextAsync(file));
    }
}
