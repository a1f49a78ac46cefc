using Xunit.Abstractions;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A day of known load with 5 % noise: told once, within a minute of the true crossing; recovered once; never for nothing.</summary>
public sealed class DayTests(ITestOutputHelper output)
{
    private static double? Step(int minute) => minute is >= 480 and < 600 ? 1.6 : 0.5;

    private static double? Ramp(int minute) => minute switch
    {
        < 240 => 0.3,
        < 720 => 0.3 + (1.5 * (minute - 240) / 480),
        < 960 => 1.8 - (1.5 * (minute - 720) / 240),
        _ => 0.3,
    };

    private static double? Burst(int minute) => minute is >= 720 and < 740 ? 5 : 0.4;

    private static double? HourlyFiles(int minute) => minute % 60 == 7 ? 60 * 0.85 : 0;

    // The true crossings: of the same load without noise, by the definition of the judgement.
    [Theory]
    [InlineData("step", 480)]
    [InlineData("ramp", 464)]
    [InlineData("burst", 720)]
    public void Judge_LoadAboveCapacity_IsToldOnceAndRecoversOnce(string shape, int begins)
    {
        Func<int, double?> load = shape switch { "step" => Step, "ramp" => Ramp, _ => Burst };
        IReadOnlyList<ThroughputTransition> truth = Day.Judge(load);

        for (int seed = 0; seed < 20; seed++)
        {
            IReadOnlyList<ThroughputTransition> told = Day.Judge(load, new Random(seed).NextDouble);

            Assert.Equal([ThroughputState.Exceeded, ThroughputState.Recovered], told.Select(one => one.State));
            Assert.InRange(Day.MinuteOf(told[0]) - Day.MinuteOf(truth[0]), -1, 1);
            Assert.Equal(told[0].IncidentId, told[1].IncidentId);
        }

        output.WriteLine($"{shape}: more than it can take from minute {begins}, told {Day.MinuteOf(truth[0]) - begins} minutes later (load {truth[0].Load:0.00}, behind {truth[0].Behind.TotalMinutes:0} min); recovered at minute {Day.MinuteOf(truth[1])}");
        Assert.True(Day.MinuteOf(truth[0]) >= begins);
    }

    [Fact]
    public void Judge_HourlyFilesWithinTheCapacity_AreNoIncident()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Empty(Day.Judge(HourlyFiles, new Random(seed).NextDouble));
        }
    }

    [Fact]
    public void Judge_HourlyFilesAboveTheCapacity_AreAnIncident() =>
        Assert.Equal([ThroughputState.Exceeded], Day.Judge(minute => HourlyFiles(minute) * 1.5).Select(one => one.State));

    [Fact]
    public void Judge_LoadAtTheLimit_DoesNotFlap() =>
        Assert.InRange(Day.Judge(minute => minute < 120 ? 0.5 : 1.02 + (0.05 * Math.Sin(minute / 7.0)), new Random(1).NextDouble).Count, 1, 2);

    [Fact]
    public void Judge_OneLargeObjectIntoAnIdlePipeline_IsNoIncident() =>
        Assert.Empty(Day.Judge(minute => minute == 600 ? 4.5 : 0));

    [Fact]
    public void Judge_QuietNight_RecoversWhereItIsKnownToBeQuiet() =>
        Assert.Equal([ThroughputState.Exceeded, ThroughputState.Recovered], Day.Judge(minute => minute < 300 ? 1.5 : 0).Select(one => one.State));

    [Fact]
    public void Judge_GapDuringAnIncident_HoldsIt()
    {
        IReadOnlyList<ThroughputTransition> told = Day.Judge(minute => minute < 300 ? 1.5 : null);

        Assert.Equal([ThroughputState.Exceeded], told.Select(one => one.State));
    }

    [Theory]
    [InlineData(300, 700)]
    [InlineData(55, 60)]
    [InlineData(1, 59)]
    public void Judge_GapInADayThatIsWell_RaisesNothing(int from, int to)
    {
        Assert.Empty(Day.Judge(minute => minute >= from && minute < to ? null : 0.85, new Random(3).NextDouble));
        Assert.Empty(Day.Judge(minute => minute >= from && minute < to ? null : HourlyFiles(minute)));
    }

    [Fact]
    public void Judge_ShortGapInAnIncident_CostsTheTimeOfTheGapOnly()
    {
        IReadOnlyList<ThroughputTransition> without = Day.Judge(Step);
        IReadOnlyList<ThroughputTransition> with = Day.Judge(minute => minute is >= 530 and < 540 ? null : Step(minute));

        Assert.Equal(without.Select(one => one.State), with.Select(one => one.State));
        Assert.Equal(Day.MinuteOf(without[0]), Day.MinuteOf(with[0]));
    }
}
