using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>Several judges read the same minutes and share one state, as scheduled functions do: each transition is told by exactly one.</summary>
public sealed class SharedStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task EachTransition_IsToldByOneJudge_HoweverTheirRunsMix(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTimeProvider(JudgeRig.Start);
        var state = new MemoryJudgeState();
        var bands = new LiveBands(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }"));
        var minutes = new FixedMinutes((minute, received) => received.AddArrived("ops1", minute, minute % 300 < 70 ? 20_000_000 : 1));
        ThroughputJudge[] judges = [.. Enumerable.Range(0, 3).Select(_ => new ThroughputJudge(minutes, bands, state, timeProvider: time))];
        List<Guid> told = [];

        for (int i = 0; i < 900; i++)
        {
            time.Advance(TimeSpan.FromSeconds(random.Next(120)));

            // Both have begun before either has saved.
            state.Hold = random.Next(2) == 0 ? 2 : 1;
            Task<JudgeResult>[] runs = [.. judges.OrderBy(_ => random.Next()).Take(state.Hold).Select(judge => judge.RunOnceAsync())];
            foreach (JudgeResult result in await Task.WhenAll(runs).Within())
            {
                told.AddRange(result.Transitions.Select(one => one.IdFor("source")));
            }
        }

        Assert.True(told.Count >= 6, $"{told.Count} were told");
        Assert.Equal(told.Distinct().Count(), told.Count);
        Assert.True(state.Refused > 0);
        Assert.All(judges, judge => judge.Dispose());
    }

    [Fact]
    public async Task StateThatCannotBeKept_DelaysAPageByOneRunAtMost()
    {
        var time = new ManualTimeProvider(JudgeRig.Start);
        var state = new MemoryJudgeState();
        var bands = new LiveBands(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }"));
        using var judge = new ThroughputJudge(new FixedMinutes((minute, received) => received.AddArrived("ops1", minute, 20_000_000)), bands, state, timeProvider: time);
        await judge.RunOnceAsync();
        state.Fails = true;

        List<string?> problems = [];
        for (int i = 0; i < 70; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            problems.Add((await judge.RunOnceAsync()).Problem);
        }

        Assert.All(problems, problem => Assert.Contains("The state was not kept", problem, StringComparison.Ordinal));
        state.Fails = false;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await judge.RunOnceAsync()).Problem);
    }

    [Fact]
    public async Task MinutesThatCannotBeRead_AreJudgedByTheNextRun()
    {
        var time = new ManualTimeProvider(JudgeRig.Start);
        var bands = new LiveBands(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }"));
        var minutes = new FixedMinutes((minute, received) => received.AddArrived("ops1", minute, 20_000_000));
        using var judge = new ThroughputJudge(minutes, bands, timeProvider: time);
        await judge.RunOnceAsync();
        minutes.FailsAt = (JudgeRig.Start.ToUnixTimeSeconds() / 60) + 20;
        time.Advance(TimeSpan.FromMinutes(80));

        JudgeResult cut = await judge.RunOnceAsync();
        minutes.FailsAt = null;
        JudgeResult rest = await judge.RunOnceAsync();

        Assert.Equal((20, 60), (cut.Minutes, rest.Minutes));
        Assert.Contains("Not all was judged", cut.Problem, StringComparison.Ordinal);
        Assert.Null(rest.Problem);
        Assert.Equal([TransitionKind.Warning, TransitionKind.Critical], cut.Transitions.Concat(rest.Transitions).Select(one => one.Kind));
    }

    [Fact]
    public async Task NoState_GoesOnFromWhatWasTold()
    {
        var time = new ManualTimeProvider(JudgeRig.Start);
        long start = JudgeRig.Start.ToUnixTimeSeconds() / 60;
        var bands = new LiveBands(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }"));
        var minutes = new FixedMinutes((minute, received) => received.AddArrived("ops1", minute, minute < start - 600 ? 20_000_000 : minute < start ? 9_000_000 : 1))
        {
            Lookback = TimeSpan.FromHours(48),
            Told = [new ToldTransition("ops1", TransitionKind.Critical, start - 2000, start - 2100)],
        };
        using var judge = new ThroughputJudge(minutes, bands, timeProvider: time);

        JudgeResult first = await judge.RunOnceAsync();

        Assert.Equal(2880, first.Minutes);
        Assert.Empty(first.Transitions);
        Assert.Equal(start - 2100, Assert.Single(judge.Pipelines).Incident!.StartMinute);
        Assert.True(Assert.Single(judge.Pipelines).Incident!.IsCritical);
    }
}
