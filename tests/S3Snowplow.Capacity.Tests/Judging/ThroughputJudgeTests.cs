namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>A judge over live counters: told in time, told once, and the same whatever happens to its process.</summary>
public sealed class ThroughputJudgeTests
{
    // 5 % more than it can take.
    private const long Above = 10_500_000;

    [Fact]
    public async Task Overload_IsToldWithTheMinuteInWhichItIsOne()
    {
        using var rig = new JudgeRig();

        await rig.RunAsync();
        await rig.MinutesAsync(70, 20_000_000);

        ThroughputTransition[] told = [.. rig.Told.Select(one => one.Told)];
        Assert.Equal([TransitionKind.Warning, TransitionKind.Critical], told.Select(one => one.Kind));
        Assert.Equal(told[0].Incident, told[1].Incident);
        Assert.All(rig.Told, one => Assert.Equal(one.At, one.Told.Time));
        Assert.InRange(told[1].Figures!.Behind, 60 * 60, 61 * 60);
    }

    [Fact]
    public async Task Recovery_IsToldOnceTheBacklogIsGone()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(70, 20_000_000);
        await rig.MinutesAsync(90, 0);

        Assert.Equal([TransitionKind.Warning, TransitionKind.Critical, TransitionKind.Recovered], rig.Told.Select(one => one.Told.Kind));
        Assert.Null(Assert.Single(rig.Judge.Pipelines).Incident);
    }

    [Fact]
    public async Task KillEachMinute_At105Percent_TellsNoMoreThanAMinuteLater()
    {
        using var calm = new JudgeRig();
        using var killed = new JudgeRig();
        await calm.RunAsync();
        await killed.RunAsync();
        int minutes = 300;

        await calm.MinutesAsync(minutes, Above);
        await killed.MinutesAsync(minutes, Above, kills: true);

        Assert.NotEmpty(calm.Told);
        Assert.Equal(calm.Told.Select(one => one.Told.Kind), killed.Told.Select(one => one.Told.Kind));
        for (int i = 0; i < calm.Told.Count; i++)
        {
            Assert.InRange(killed.Told[i].At - calm.Told[i].At, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            Assert.Equal(calm.Told[i].Told.Figures!.Backlog, killed.Told[i].Told.Figures!.Backlog);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KillInTheMiddleOfASave_LosesNoByteAndTellsTheSame(bool isWritten)
    {
        using var calm = new JudgeRig();
        using var killed = new JudgeRig();
        await calm.RunAsync();
        await killed.RunAsync();
        for (int i = 0; i < 60; i++)
        {
            await calm.MinutesAsync(1, 20_000_000);
            killed.Arrive(20_000_000);
            killed.Time.Advance(TimeSpan.FromSeconds(30));
            killed.Counters.SignalAlive();
            killed.Time.Advance(TimeSpan.FromSeconds(30));
            killed.Death.Next = isWritten ? SaveEnd.AfterWriting : SaveEnd.BeforeWriting;
            await Assert.ThrowsAsync<ProcessDeathException>(killed.RunAsync);
            killed.KillAndStart();
            await killed.RunAsync();
        }

        Assert.Equal(Assert.Single(calm.Judge.Pipelines).Figures.Backlog, Assert.Single(killed.Judge.Pipelines).Figures.Backlog);
        Assert.Equal(Assert.Single(calm.Judge.Pipelines).Incident!.StartMinute, Assert.Single(killed.Judge.Pipelines).Incident!.StartMinute);
    }

    [Fact]
    public async Task Kill_RightAfterTheSourceMayForget_LosesNoByte()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(1, 20_000_000);
        rig.Arrive(100_000_000);

        rig.KillAndStart();
        await rig.MinutesAsync(1, 0);

        Assert.Equal(100_000_000, Assert.Single(rig.Judge.Pipelines).Figures.Backlog);
    }

    [Fact]
    public async Task Redelivery_AcrossARestart_CountsOnce()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        ulong first = rig.Arrive(100_000_000);
        await rig.MinutesAsync(1, 0);
        ulong second = rig.Arrive(50_000_000);

        rig.KillAndStart();
        await rig.Judge.LoadAsync();
        rig.Arrive(100_000_000, id: first);
        rig.Arrive(50_000_000, id: second);
        await rig.MinutesAsync(1, 0);

        Assert.Equal(130_000_000, Assert.Single(rig.Judge.Pipelines).Figures.Backlog);
        Assert.Equal(2, rig.Counters.Statistics.Duplicates);
    }

    [Fact]
    public async Task Redelivery_AfterDedup_CountsAgain()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        ulong id = rig.Arrive(1_000);
        await rig.MinutesAsync(1439, 0);
        rig.Arrive(1_000, id: id);
        Assert.Equal(1, rig.Counters.Statistics.Duplicates);

        await rig.MinutesAsync(3, 0);
        rig.Arrive(1_000, id: id);

        Assert.Equal(2, rig.Counters.Statistics.Counted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OrderlyEnd_KeepsTheMinuteThatIsNotOver_OnceOnly(bool hasJournal)
    {
        using var rig = new JudgeRig(hasJournal: hasJournal);
        await rig.RunAsync();
        rig.Arrive(100_000_000);

        Assert.Null(await rig.Judge.SaveAsync());
        rig.KillAndStart();
        await rig.Judge.LoadAsync();
        rig.Arrive(100_000_000, id: 1);
        await rig.MinutesAsync(1, 0);

        Assert.Equal(90_000_000, Assert.Single(rig.Judge.Pipelines).Figures.Backlog);
    }

    [Fact]
    public async Task Clock_ADayAheadForTwoMinutes_EndsNothingAndLosesNoMinuteForADay()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(80, 20_000_000);
        Assert.True(Assert.Single(rig.Judge.Pipelines).Incident!.IsCritical);

        rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddDays(1));
        await rig.MinutesAsync(2, 20_000_000);
        rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddDays(-1));
        await rig.MinutesAsync(5, 20_000_000);

        PipelineStatus after = Assert.Single(rig.Judge.Pipelines);
        Assert.Equal(rig.Time.GetUtcNow(), rig.Judge.JudgedUntil);
        Assert.True(after.Incident!.IsCritical);
        Assert.DoesNotContain(TransitionKind.Recovered, rig.Told.Select(one => one.Told.Kind));
        Assert.Equal(1, rig.Told.Count(one => one.Told.Kind == TransitionKind.Critical));
    }

    [Fact]
    public async Task TwoReplicas_OnOneFile_OneJudgesAndTheOtherSaysWhy()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        using var counters = new ReceivedCounters(rig.Bands, timeProvider: rig.Time);
        using var state = new FileJudgeState(rig.StateFile);
        using var other = new ThroughputJudge(counters, rig.Bands, state, timeProvider: rig.Time);

        JudgeResult refused = await other.RunOnceAsync();

        Assert.Contains("in use by another process", refused.Problem, StringComparison.Ordinal);
        Assert.Empty(refused.Transitions);
        rig.State.Dispose();
        Assert.Null((await other.RunOnceAsync()).Problem);
    }

    [Fact]
    public async Task DamagedState_IsNotBegunAnew()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(3, 20_000_000);
        byte[] good = await File.ReadAllBytesAsync(rig.StateFile);
        for (int at = 4; at < good.Length; at += 97)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x10;
            await File.WriteAllBytesAsync(rig.StateFile, bad);
            rig.KillAndStart();

            await Assert.ThrowsAsync<InvalidDataException>(() => rig.Judge.LoadAsync());
            string problem = (await rig.RunAsync()).Problem!;
            Assert.Contains("damaged", problem, StringComparison.Ordinal);
            Assert.Contains(rig.StateFile, problem, StringComparison.Ordinal);
        }

        Assert.NotEqual(good, await File.ReadAllBytesAsync(rig.StateFile));
    }

    [Fact]
    public async Task Pipeline_RemovedAndBackWithinTheHour_KeepsItsIncident()
    {
        using var rig = new JudgeRig();
        CapacityBands bands = rig.Bands.Current!;
        CapacityBands none = CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { other: { band: small, inputs: [ { bucket: acme-other } ] } }");
        await rig.RunAsync();
        await rig.MinutesAsync(70, 20_000_000);
        IncidentStatus open = Assert.Single(rig.Judge.Pipelines).Incident!;

        rig.Bands.Set(none, rig.Time.GetUtcNow());
        await rig.MinutesAsync(30, 0);
        rig.Bands.Set(bands, rig.Time.GetUtcNow());
        await rig.MinutesAsync(5, 20_000_000);

        PipelineStatus after = Assert.Single(rig.Judge.Pipelines, one => one.Name == "ops1");
        Assert.Equal(open.StartMinute, after.Incident!.StartMinute);
        Assert.DoesNotContain(TransitionKind.Removed, rig.Told.Select(one => one.Told.Kind));
    }

    [Fact]
    public async Task Pipeline_RemovedForGood_IsToldSo()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(70, 20_000_000);

        rig.Bands.Set(CapacityBands.Parse("bands: { small: { throughput: 600 MB/h } }\npipelines: { other: { band: small, inputs: [ { bucket: acme-other } ] } }"), rig.Time.GetUtcNow());
        await rig.MinutesAsync(70, 0);

        Assert.Equal(TransitionKind.Removed, rig.Told[^1].Told.Kind);
        Assert.DoesNotContain("ops1", rig.Judge.Pipelines.Select(one => one.Name));
    }

    [Fact]
    public async Task Capacity_RaisedWithinAMinute_CountsFromThere()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(1, 100_000_000);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        rig.Bands.Set(CapacityBands.Parse("bands: { large: { throughput: 1200 MB/h } }\npipelines: { ops1: { band: large, inputs: [ { bucket: acme-raw } ] } }"), rig.Time.GetUtcNow());
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.RunAsync();

        // 10 MB in the first minute, then 5 MB and 10 MB in the halves of the second.
        Assert.Equal(75_000_000, Assert.Single(rig.Judge.Pipelines).Figures.Backlog);
    }

    [Fact]
    public async Task Owner_WhoAllowsMore_IsHeardWithoutARestart()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(50, 20_000_000);
        long backlog = Assert.Single(rig.Judge.Pipelines).Figures.Backlog;

        CapacityBands current = rig.Bands.Current!;
        rig.Bands.Set(new CapacityBands([current.Pipelines[0] with { MaxBehind = TimeSpan.FromHours(5) }], null, "other", current.Sizes), rig.Time.GetUtcNow());
        await rig.MinutesAsync(30, 20_000_000);

        PipelineStatus after = Assert.Single(rig.Judge.Pipelines);
        Assert.Equal(300, after.Figures.LimitInForce);
        Assert.Equal(backlog + 300_000_000, after.Figures.Backlog);
        Assert.DoesNotContain(TransitionKind.Critical, rig.Told.Select(one => one.Told.Kind));
    }
}
