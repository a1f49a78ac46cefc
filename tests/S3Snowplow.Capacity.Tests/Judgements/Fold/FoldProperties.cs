using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>What is true of the fold whatever comes in.</summary>
public sealed class FoldProperties
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(new Replay(new Rnd(20260101, 15), null));

    [Fact]
    public void Fold_CutIntoAnyRuns_TellsTheSame()
    {
        int told = 0;
        Prop.ForAll((from day in AnyFold.Day from cuts in AnyFold.Cuts select (day, cuts)).ToArbitrary(), given =>
        {
            IReadOnlyList<ThroughputTransition> expected = TellOf(new FoldScenarioRun(given.day).Run());
            told += expected.Count;
            Assert.Equal(expected, TellOf(new FoldScenarioRun(given.day).Run(given.cuts)));
            Assert.Equal(expected, TellOf(new FoldScenarioRun(given.day) { Restarts = true }.Run(given.cuts)));
        }).Check(Checks);
        Assert.True(told > 100, $"Only {told} transitions in all days: too few to prove anything.");
    }

    [Fact]
    public void Fold_RestoredAtAnyMinute_TellsTheSame()
    {
        Prop.ForAll(AnyFold.Day.ToArbitrary(), day =>
            Assert.Equal(TellOf(new FoldScenarioRun(day).Run()), TellOf(new FoldScenarioRun(day) { Restarts = true }.Run()))).Check(Checks.WithMaxTest(15));
    }

    [Fact]
    public void Fold_MinutesInAnyOrderWithin_TellTheSame()
    {
        var gen = from day in AnyFold.Day
                  from more in AnyFold.Arrivals
                  from order in Gen.Choose(0, int.MaxValue).ArrayOf(97)
                  select (day: day with { Inputs = [.. day.Inputs.Concat(more).OrderBy(one => one.Received)] }, order);
        int reordered = 0;

        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            IEnumerable<FoldInput> Shuffle(List<FoldInput> inputs)
            {
                reordered += inputs.Count > 2 ? 1 : 0;
                return inputs.Zip(Enumerable.Range(0, inputs.Count), (one, i) => (one, key: given.order[(i * 31 + inputs.Count) % given.order.Length])).OrderBy(one => one.key).Select(one => one.one);
            }

            Assert.Equal(TellOf(new FoldScenarioRun(given.day).Run()), TellOf(new FoldScenarioRun(given.day) { Shuffle = Shuffle }.Run()));
        }).Check(Checks);
        Assert.True(reordered > 1000);
    }

    // With the rhythm declared: bytes that fill gaps may be another rhythm, and its limit another one. And with the delay fixed: late bytes may be waited for.
    [Fact]
    public void Fold_MoreBytes_TellNeitherLaterNorLess()
    {
        var settings = new FoldSettings { MinDelay = 3, MaxDelay = 3 };
        var gen = from arrivals in AnyFold.Arrivals
                  from more in AnyFold.Arrivals
                  from often in Gen.Choose(1, 9)
                  from signs in AnyFold.Signs
                  from limit in Gen.Elements(6, 15, 60, 240)
                  from rhythm in Gen.Elements(8, 12, 40, 90)
                  from rate in AnyFold.Rate
                  select (arrivals, more: arrivals.Concat(more.Where((_, i) => i % often == 0)), signs, limits: new PipelineLimits(limit, rhythm), rate);
        int told = 0;

        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            FoldScenarioRun less = new FoldScenarioRun(AnyFold.Make(given.arrivals, given.signs, given.limits, given.rate, settings)).Run();
            FoldScenarioRun more = new FoldScenarioRun(AnyFold.Make(given.more, given.signs, given.limits, given.rate, settings)).Run();
            told += First(less, warningsToo: true) < long.MaxValue ? 1 : 0;
            Assert.True(First(more, warningsToo: true) <= First(less, warningsToo: true), "More bytes were told later.");
            Assert.True(First(more, warningsToo: false) <= First(less, warningsToo: false), "More bytes became critical later.");
        }).Check(Checks);
        Assert.True(told > 20, $"Only {told} days had anything to tell.");
    }

    [Fact]
    public void Fold_MoreCapacity_TellsNoEarlier()
    {
        var gen = from arrivals in AnyFold.Arrivals
                  from signs in AnyFold.Signs
                  from limits in AnyFold.Limits
                  from rate in AnyFold.Rate
                  from more in Gen.Choose(101, 250)
                  select (arrivals, signs, limits, rate, more: rate * more / 100);
        int told = 0;

        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            FoldScenarioRun less = new FoldScenarioRun(AnyFold.Make(given.arrivals, given.signs, given.limits, given.rate)).Run();
            FoldScenarioRun more = new FoldScenarioRun(AnyFold.Make(given.arrivals, given.signs, given.limits, given.more)).Run();
            told += First(more, warningsToo: true) < long.MaxValue ? 1 : 0;
            Assert.True(First(more, warningsToo: true) >= First(less, warningsToo: true), "More capacity was told earlier.");
            Assert.True(First(more, warningsToo: false) >= First(less, warningsToo: false), "More capacity became critical earlier.");
        }).Check(Checks);
        Assert.True(told > 20, $"Only {told} days had anything to tell.");
    }

    [Fact]
    public void Fold_UnknownMinutes_NeitherRaiseNorRecover()
    {
        int unknown = 0;
        Prop.ForAll(AnyFold.Day.ToArbitrary(), day =>
        {
            HashSet<long> minutes = [.. day.Inputs.Select(one => one.Received / 60_000)];
            foreach ((_, ThroughputTransition told) in new FoldScenarioRun(day).Run().Told.Where(one => one.Told.Figures is not null))
            {
                FoldInput[] received = [.. day.Inputs.Where(one => AnyFold.Start + (one.Received / 60_000) <= told.Receipt)];
                bool isAlive = received.Any(one => AnyFold.Start + (one.Received / 60_000) > told.Minute - day.Settings.AliveReach);
                bool hasBytes = received.Any(one => one.Bytes > 0 && AnyFold.Start + FloorMinute(one.Happened) == told.Minute);
                Assert.True(isAlive || hasBytes, $"{told} was told of a minute of which nothing was known.");
                Assert.True(told.Kind != TransitionKind.Recovered || received.Any(one => AnyFold.Start + (one.Received / 60_000) >= told.Minute));
            }

            unknown += Enumerable.Range(0, 1500).Count(minute => !minutes.Contains(minute) && !minutes.Contains(minute - 1));
        }).Check(Checks.WithMaxTest(30));
        Assert.True(unknown > 300, $"Only {unknown} minutes were unknown.");
    }

    // Where all minutes are known no byte gets lost: what is older than the ring counts from its oldest minute.
    [Fact]
    public void Fold_LateBytes_WaitAsIfTheyHadComeInTheirMinute()
    {
        FoldInput[] alive = [.. Enumerable.Range(0, 1500).Select(minute => new FoldInput(minute * 60_000, FoldInputKind.Sign, "", 0, 0))];
        int ancient = 0;
        Prop.ForAll((from arrivals in AnyFold.Arrivals from rate in AnyFold.Rate select (arrivals, rate)).ToArbitrary(), given =>
        {
            var settings = new FoldSettings { MinDelay = 4, MaxDelay = 4 };
            FoldScenarioRun run = new FoldScenarioRun(AnyFold.Make(given.arrivals, alive, PipelineLimits.None, given.rate, settings)).Run();

            const long End = 1500 - 4;
            Int128[] minutes = new Int128[1500 + settings.History];
            foreach (FoldInput one in given.arrivals)
            {
                long happened = FloorMinute(one.Happened);
                // When it is received, the minutes up to the delay before the one before it are judged.
                long oldest = Math.Max(0, (one.Received / 60_000) - 4) - settings.History;
                ancient += happened < oldest && happened >= -settings.History ? 1 : 0;
                if (happened >= -settings.History)
                {
                    minutes[Math.Max(happened, oldest) + settings.History] += one.Bytes;
                }
            }

            Int128 waits = 0;
            for (long minute = 0; minute < End + settings.History; minute++)
            {
                waits = Int128.Max(0, waits + (minutes[minute] * 60) - given.rate);
            }

            Assert.Equal(waits, run.State.JudgementOf(AnyFold.Pipeline)!.Backlog.Sixtieths);
        }).Check(Checks);
        Assert.True(ancient > 20, $"Only {ancient} arrivals were older than the ring.");
    }

    private static long First(FoldScenarioRun run, bool warningsToo) => run.Told
        .Where(one => one.Told.Kind == TransitionKind.Critical || (warningsToo && one.Told.Kind == TransitionKind.Warning))
        .Select(one => one.Told.Minute)
        .DefaultIfEmpty(long.MaxValue)
        .First();

    private static IReadOnlyList<ThroughputTransition> TellOf(FoldScenarioRun run) => [.. run.Told.Select(one => one.Told)];

    private static long FloorMinute(long milliseconds) => (long)Math.Floor((decimal)milliseconds / 60_000);
}
