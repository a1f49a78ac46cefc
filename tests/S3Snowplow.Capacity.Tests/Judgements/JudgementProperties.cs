using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The fold equals the brute-force recomputation, whatever comes in, and however the time is cut into runs.</summary>
public sealed class JudgementProperties
{
    private const long Start = 1_000_000;

    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 300, whole: 1200)).WithReplay(new Replay(new Rnd(20260101, 15), null));

    private static readonly Gen<JudgementOptions> AnyOptions =
        from window in Gen.Choose(1, 12)
        from second in Gen.Choose(1, 12)
        from two in Gen.Elements(true, false)
        from limit in Gen.Elements(0.5, 1.0, 1.3)
        from minBehind in Gen.Choose(0, 4)
        from maxBehind in Gen.Choose(5, 20)
        from minDuration in Gen.Choose(0, 3)
        from recovery in Gen.Choose(0, 5)
        from lateness in Gen.Choose(0, 15)
        select new JudgementOptions
        {
            Windows = two ? [new(TimeSpan.FromMinutes(window), limit), new(TimeSpan.FromMinutes(second), 1.1)] : [new(TimeSpan.FromMinutes(window), limit)],
            MinBehind = TimeSpan.FromMinutes(minBehind),
            MaxBehind = TimeSpan.FromMinutes(maxBehind),
            MinDuration = TimeSpan.FromMinutes(minDuration),
            RecoveryDuration = TimeSpan.FromMinutes(recovery),
            MaxLateness = TimeSpan.FromMinutes(lateness),
        };

    // Around 60 bytes an hour, so around one byte a minute: everything lies near its limits.
    private static readonly Gen<(long Ms, long BytesPerHour)[]> AnyCapacities =
        from first in Gen.Choose(20, 200)
        from later in (from ms in Gen.Choose(0, 80 * 60_000) from rate in Gen.Choose(20, 200) select ((Start * 60_000) + ms, (long)rate)).ArrayOf(3)
        select new[] { ((Start * 60_000) - 1, (long)first) }.Concat(later.OrderBy(step => step.Item1)).DistinctBy(step => step.Item1).ToArray();

    private static Gen<Arrival[]> Arrivals(int maxLate) =>
        (from minute in Gen.Choose(0, 79)
         from late in Gen.Choose(0, maxLate)
         from often in Gen.Choose(0, 3)
         from bytes in Gen.Choose(0, 12)
         select new Arrival(Start + minute, Start + minute + (often == 0 ? late : 0), bytes)).ArrayOf(90);

    [Fact]
    public void Judge_CutIntoAnyRuns_EqualsBruteForce()
    {
        var gen = from arrivals in Arrivals(0)
                  from options in AnyOptions
                  from capacities in AnyCapacities
                  from dead in Gen.Choose(0, 79).ArrayOf(25)
                  from cuts in Gen.Choose(0, 80).ArrayOf(6)
                  select (arrivals, options, capacities, dead, cuts);
        int told = 0;

        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            Predicate<long> alive = minute => !given.dead.Contains((int)(minute - Start));
            var expected = BruteForce.Judge(Start, Start + 80, given.arrivals, alive, given.capacities, given.options).ToList();
            MinuteBucket[] buckets = [.. given.arrivals.Select(one => new MinuteBucket(one.Minute, one.Bytes)), .. Minutes(0, 80).Where(minute => alive(minute)).Select(minute => new MinuteBucket(minute, 0))];

            var state = PipelineState.StartingAt("p", MinuteBucket.StartOf(Start));
            var actual = new List<ThroughputTransition>();
            foreach (int cut in given.cuts.Order().Append(80))
            {
                // All that was not judged yet, as a run after a missed one gets it; in whatever order.
                JudgementResult result = Judgement.Judge(state, buckets.Where(bucket => bucket.Minute >= state.NextMinute).Reverse(), Timeline(given.capacities), MinuteBucket.StartOf(Start + cut), given.options);
                state = result.State;
                actual.AddRange(result.Transitions);
            }

            told += actual.Count;
            AssertEqual(expected, actual);
        }).Check(Checks);
        Assert.True(told > 300, $"Only {told} transitions in all runs: too few to prove anything.");
    }

    [Fact]
    public void Judge_BytesHeardOfLate_EqualsBruteForceOfWhatWasKnown()
    {
        var gen = from arrivals in Arrivals(25)
                  from options in AnyOptions
                  from capacities in AnyCapacities
                  from dead in Gen.Choose(0, 79).ArrayOf(25)
                  select (arrivals, options, capacities, dead);
        int late = 0;

        Prop.ForAll(gen.ToArbitrary(), given =>
        {
            Predicate<long> alive = minute => !given.dead.Contains((int)(minute - Start));
            var expected = BruteForce.Judge(Start, Start + 80, given.arrivals, alive, given.capacities, given.options).ToList();

            var state = PipelineState.StartingAt("p", MinuteBucket.StartOf(Start));
            var actual = new List<ThroughputTransition>();
            foreach (long now in Minutes(0, 80))
            {
                IEnumerable<MinuteBucket> heard = given.arrivals.Where(one => one.Heard == now).Select(one => new MinuteBucket(one.Minute, one.Bytes));
                JudgementResult result = Judgement.Judge(state, alive(now) ? heard.Append(new MinuteBucket(now, 0)) : heard, Timeline(given.capacities), MinuteBucket.StartOf(now + 1), given.options);
                state = result.State;
                actual.AddRange(result.Transitions);
            }

            late += given.arrivals.Count(one => one.Heard > one.Minute);
            AssertEqual(expected, actual);
        }).Check(Checks);
        Assert.True(late > 1000);
    }

    private static void AssertEqual(List<(long Minute, ThroughputState State, long Start, long Backlog)> expected, List<ThroughputTransition> actual) => Assert.Equal(
        expected.Select(one => (MinuteBucket.StartOf(one.Minute + 1), one.State, MinuteBucket.StartOf(one.Start + 1), one.Backlog)),
        actual.Select(one => (one.Time, one.State, one.Incident.Start, one.BacklogBytes)));

    private static IEnumerable<long> Minutes(int from, int to) => Enumerable.Range(from, to - from).Select(minute => Start + minute);

    private static CapacityTimeline Timeline(IEnumerable<(long Ms, long BytesPerHour)> capacities) =>
        CapacityTimeline.Of(capacities.Select(step => new CapacityStep(DateTimeOffset.FromUnixTimeMilliseconds(step.Ms), new Throughput(step.BytesPerHour))));
}
