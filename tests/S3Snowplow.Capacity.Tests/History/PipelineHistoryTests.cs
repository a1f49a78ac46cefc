using S3Snowplow.Capacity.Tests.Judging;

namespace S3Snowplow.Capacity.Tests.History;

/// <summary>What pictures are drawn from: the bytes of each span, late ones included, and what became of them.</summary>
public sealed class PipelineHistoryTests
{
    [Fact]
    public async Task Day_HasBytesCapacityAndTimeBehind_BySpan()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(30, 20_000_000);

        PipelineHistory history = rig.Judge.HistoryOf("ops1")!;

        Assert.Equal(6, history.Day.Count);
        for (int i = 0; i < 6; i++)
        {
            HistoryCell cell = history.Day[i];
            Assert.Equal(JudgeRig.Start.AddMinutes(5 * i), cell.Start);
            Assert.Equal((100_000_000, 50_000_000), (cell.Bytes, cell.Capacity));
            Assert.Equal(5 * (i + 1), cell.Behind.TotalMinutes, 3);
        }

        HistoryCell half = Assert.Single(history.Week);
        Assert.Equal((600_000_000, 300_000_000), (half.Bytes, half.Capacity));
    }

    [Fact]
    public async Task LateBytes_StandInTheSpanInWhichTheyHappened()
    {
        using var rig = new JudgeRig();
        await rig.RunAsync();
        await rig.MinutesAsync(20, 1_000_000);
        rig.Counters.Receive("acme-raw", "k", 70_000_000, JudgeRig.Start.AddMinutes(2), 999);
        await rig.MinutesAsync(1, 0);

        Assert.Equal(75_000_000, rig.Judge.HistoryOf("ops1")!.Day[0].Bytes);
    }

    [Fact]
    public async Task History_OfADayAndMore_IsBounded_AndSurvivesARestart()
    {
        // The history is in the state; a journal on disk would take most of the time.
        using var rig = new JudgeRig(hasJournal: false);
        await rig.RunAsync();
        await rig.MinutesAsync(90, 20_000_000);
        await rig.MinutesAsync(150, 1);
        await rig.MinutesAsync(1500, 1_000_000);
        PipelineHistory before = rig.Judge.HistoryOf("ops1")!;

        rig.KillAndStart();
        await rig.Judge.LoadAsync();
        PipelineHistory after = rig.Judge.HistoryOf("ops1")!;

        Assert.Equal((288, 58), (before.Day.Count, before.Week.Count));
        Assert.Equal(before.Day, after.Day);
        Assert.Equal(before.Week, after.Week);
        PastIncident incident = Assert.Single(after.Incidents);
        Assert.True(incident.IsCritical);
        Assert.NotNull(incident.End);
        Assert.InRange(incident.LongestBehind, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(62));
        Assert.InRange(new FileInfo(rig.StateFile).Length, 8_000, 48_000);
    }

    [Fact]
    public async Task Incidents_AreTheLastHundred()
    {
        var history = new PipelineHistory();
        for (int i = 0; i < 130; i++)
        {
            history.Told(new ThroughputTransition(TransitionKind.Warning, "ops1", i * 10, i * 10) { IncidentStart = i * 10 });
            history.Told(new ThroughputTransition(TransitionKind.Recovered, "ops1", (i * 10) + 5, (i * 10) + 5) { IncidentStart = i * 10 });
        }

        Assert.Equal(100, history.Incidents.Count);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(1290), history.Incidents[^1].Start);
        await Task.CompletedTask;
    }
}
