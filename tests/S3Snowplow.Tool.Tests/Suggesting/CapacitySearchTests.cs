using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Tool.Tests.Simulating;

namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class CapacitySearchTests
{
    private const int Span = 3 * 24 * 60;

    private static readonly long First = MadeUpInput.Monday;
    private static readonly long End = First + Span;

    private static readonly Gen<(int Minute, int Bytes)[]> SomeArrivals =
        Gen.Choose(0, Span - 1).SelectMany(minute => Gen.Choose(1, 2_000_000).Select(bytes => (minute, bytes))).NonEmptyListOf().Select(list => list.ToArray());

    [Fact]
    public void Find_AnyArrivals_FoldStaysBelowTheLimitWithItAndNotWithAByteLess()
    {
        Prop.ForAll(SomeArrivals.ToArbitrary(), Gen.Elements(30, 60, 240).ToArbitrary(), (arrivals, limit) =>
        {
            MinuteCells cells = CellsOf(arrivals);

            CapacityNeed need = CapacitySearch.Find(cells, First, End, limit);

            Assert.False(CapacitySearch.Breaks(cells, First, End, need.BytesPerHour, limit));
            Assert.True(need.BytesPerHour == 1 || CapacitySearch.Breaks(cells, First, End, need.BytesPerHour - 1, limit));
            Assert.True(need.Least <= need.BytesPerHour);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Find_AnyArrivals_IsNeverBelowTheMeanNorTheLargestFileWithinTheLimit()
    {
        Prop.ForAll(SomeArrivals.ToArbitrary(), Gen.Elements(30, 60, 240).ToArbitrary(), (arrivals, limit) =>
        {
            MinuteCells cells = CellsOf(arrivals);

            long needed = CapacitySearch.Find(cells, First, End, limit).BytesPerHour;

            // The minute in which something comes is worked in too, and at the end the limit may be full.
            Assert.True((decimal)needed * (Span + limit) >= cells.Total * 60m);
            Assert.True((decimal)needed * (limit + 1) >= cells.InOrder().Max(one => one.Amount) * 60m);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Find_LongerLimit_NeverNeedsMore()
    {
        Prop.ForAll(SomeArrivals.ToArbitrary(), arrivals =>
        {
            MinuteCells cells = CellsOf(arrivals);

            long[] needs = [.. ((int[])[30, 60, 240]).Select(limit => CapacitySearch.Find(cells, First, End, limit).BytesPerHour)];

            Assert.True(needs[0] >= needs[1] && needs[1] >= needs[2]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Breaks_MoreCapacity_NeverBreaksWhereLessDoesNot()
    {
        Prop.ForAll(SomeArrivals.ToArbitrary(), Gen.Choose(1_000, 50_000_000).ToArbitrary(), (arrivals, rate) =>
        {
            MinuteCells cells = CellsOf(arrivals);

            Assert.True(CapacitySearch.Breaks(cells, First, End, rate, 60) || !CapacitySearch.Breaks(cells, First, End, rate + (rate / 3), 60));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Find_DayLeftOut_IsTheSmallestOfAllDays()
    {
        Prop.ForAll(SomeArrivals.ToArbitrary(), arrivals =>
        {
            MinuteCells cells = CellsOf(arrivals);
            long expected = Enumerable.Range(0, 3).Min(day => CapacitySearch.Find(CellsOf([.. arrivals.Where(one => one.Minute / 1440 != day)]), First, End, 60).BytesPerHour);

            Assert.Equal(expected, CapacitySearch.Find(cells, First, End, 60).Least);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Find_HourlyFiles_NeedsFarMoreThanPercentilesOfHoursSay()
    {
        const int days = 28;
        MinuteCells cells = MadeUpInput.Hourly(days);
        long[] hours = MadeUpInput.Hours(cells, days);
        long p95 = hours[hours.Length * 95 / 100];
        long until = MadeUpInput.Monday + (days * 1440L);

        CapacityNeed half = CapacitySearch.Find(cells, MadeUpInput.Monday, until, 30);

        Assert.True(CapacitySearch.Breaks(cells, MadeUpInput.Monday, until, p95, 60), "with the 95th percentile of the hours, work waits for more than an hour");
        Assert.True(half.BytesPerHour > hours[^1], "a limit below the distance of files asks for the largest file within it");
        Assert.False(CapacitySearch.Breaks(cells, MadeUpInput.Monday, until, half.BytesPerHour, 30));
    }

    [Fact]
    public void Find_SteadyInput_MeanWithASmallMarginIsHoursTooLittle()
    {
        const int days = 28;
        MinuteCells cells = MadeUpInput.Steady(days);
        long until = MadeUpInput.Monday + (days * 1440L);
        long mean = cells.Total / (days * 24);

        long hour = CapacitySearch.Find(cells, MadeUpInput.Monday, until, 60).BytesPerHour;
        long four = CapacitySearch.Find(cells, MadeUpInput.Monday, until, 240).BytesPerHour;

        Assert.True(CapacitySearch.Breaks(cells, MadeUpInput.Monday, until, mean * 12 / 10, 240));
        Assert.True(mean < four && four < hour);
    }

    private static MinuteCells CellsOf((int Minute, int Bytes)[] arrivals)
    {
        var cells = new MinuteCells();
        foreach ((int minute, int bytes) in arrivals)
        {
            cells.Add(First + minute, bytes);
        }

        return cells;
    }
}
