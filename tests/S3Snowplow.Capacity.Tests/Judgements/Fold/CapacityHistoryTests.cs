using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>What of all that was said of a capacity counts, and from when on.</summary>
public sealed class CapacityHistoryTests
{
    private const long Minute = 60_000;

    [Theory]
    [InlineData(1900, 10)]
    [InlineData(2000, 70)]
    [InlineData(6, 10)]
    [InlineData(5, 70)]
    public void RateAt_StepOfSize_CountsAtOnceOrWhenItHasStood(long said, long counts)
    {
        CapacityHistory history = Of((0, 100), (10 * Minute, said));

        Assert.Equal(100, history.RateAt(counts - 1));
        Assert.Equal(said, history.RateAt(counts));
    }

    [Theory]
    [InlineData(70, 100)]
    [InlineData(71, 0)]
    public void RateAt_RemovedAndBackWithinAnHour_WasNeverRemoved(long back, long between)
    {
        CapacityHistory history = Of((0, 100), (10 * Minute, null), (back * Minute, 100));

        Assert.Equal(between, history.RateAt(70));
        Assert.Equal(100, history.RateAt(71));
    }

    [Fact]
    public void DrainOf_CapacityWithinAMinute_IsTheIntegral()
    {
        CapacityHistory history = Of((0, 100), (Minute + 15_001, 7), (Minute + 40_000, 9), (3 * Minute, null));

        Assert.Equal(100, history.DrainOf(0, out long rate, out long last));
        Assert.Equal((100, 0), (rate, last));
        Assert.Equal(((100 * 15_001) + (7 * 24_999) + (9 * 20_000)) / 60_000, history.DrainOf(1, out rate, out last));
        Assert.Equal((9, 1), (rate, last));
        Assert.Equal(9, history.DrainOf(2, out rate, out last));
        Assert.Equal((9, 62), (rate, last));
        Assert.Equal(0, history.DrainOf(63, out rate, out last));
        Assert.Equal((0, long.MaxValue), (rate, last));
    }

    [Fact]
    public void Say_InAnyOrder_IsInOrderOfTime() =>
        Assert.Equal([1, 2, 3], new[] { 0L, 2, 4 }.Select(Of((4 * Minute, 3), (0, 1), (2 * Minute, 2)).RateAt));

    [Fact]
    public void AddSuspectsTo_StepsBeyondTheFactor_AreToldEvenIfTheyNeverCount()
    {
        List<SuspectCapacity> suspects = [];
        Of((0, 100), (Minute, 2000), (2 * Minute, 5), (3 * Minute, null), (4 * Minute, 120)).AddSuspectsTo(suspects, from: 1, confirm: 60);

        Assert.Equal([new SuspectCapacity(1, "ops1", 100, 2000), new SuspectCapacity(2, "ops1", 100, 5)], suspects);
    }

    // However often a capacity changes, a history stays as long as the ring needs it, and says the same as the whole one.
    [Fact]
    public void Forget_AnyHistory_SaysTheSameFromThenOn()
    {
        var gen = from steps in (from gap in Gen.Choose(0, 3_000_000) from rate in Gen.Elements<long?>(null, 1, 5, 10, 11, 100, 300) select (gap, rate)).ArrayOf(60)
                  from at in Gen.Choose(0, 2000)
                  select (steps, at);
        int forgotten = 0;
        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            CapacityHistory whole = new("ops1");
            CapacityHistory cut = new("ops1");
            long time = 0;
            foreach ((int gap, long? rate) in given.steps)
            {
                time += gap;
                whole.Say(new CapacityEntry(time, rate), confirm: 30);
                cut.Say(new CapacityEntry(time, rate), confirm: 30);
            }

            // 8 days before are kept in case that the clock was wrong.
            cut.Forget(given.at + 11_520, confirm: 30);
            forgotten += whole.Entries - cut.Entries;
            for (long minute = given.at; minute < 3200; minute++)
            {
                Assert.Equal((whole.DrainOf(minute, out long rate, out long last), rate, last), (cut.DrainOf(minute, out long rate2, out long last2), rate2, last2));
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20260101, 15), null)));
        Assert.True(forgotten > 1000);
    }

    private static CapacityHistory Of(params (long Time, long? Rate)[] said)
    {
        var history = new CapacityHistory("ops1");
        foreach ((long time, long? rate) in said)
        {
            history.Say(new CapacityEntry(time, rate), confirm: 60);
        }

        return history;
    }
}
