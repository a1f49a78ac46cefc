using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Capacity.Tests.Judgements;
using S3Snowplow.Capacity.Tests.Monitoring;
using S3Snowplow.Events;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Evaluations;

/// <summary>The answer from Elasticsearch is that of the definition and that of the process, over the same facts, however the time is cut into runs.</summary>
public sealed class EvaluationProperties
{
    private const int Minutes = 80;

    private static readonly long Start = MinuteBucket.MinuteOf(ManualTimeProvider.DefaultStart);

    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 60, whole: 240)).WithReplay(new Replay(new Rnd(20260102, 15), null));

    private static readonly Gen<JudgementOptions> AnyOptions =
        from window in Gen.Choose(1, 12)
        from limit in Gen.Elements(0.5, 1.0, 1.3)
        from minBehind in Gen.Choose(0, 3)
        from maxBehind in Gen.Choose(5, 20)
        from minDuration in Gen.Choose(0, 3)
        from recovery in Gen.Choose(0, 5)
        from lateness in Gen.Choose(0, 15)
        select new JudgementOptions
        {
            Windows = [new(TimeSpan.FromMinutes(window), limit), new(TimeSpan.FromMinutes(5), 1.1)],
            MinBehind = TimeSpan.FromMinutes(minBehind),
            MaxBehind = TimeSpan.FromMinutes(maxBehind),
            MinDuration = TimeSpan.FromMinutes(minDuration),
            RecoveryDuration = TimeSpan.FromMinutes(recovery),
            MaxLateness = TimeSpan.FromMinutes(lateness),
        };

    // Whole bytes a minute, from whole minutes on: an event tells the backlog in whole bytes, and less than one is lost where a fold goes on from it.
    private static readonly Gen<(long Ms, long BytesPerHour)[]> AnyCapacities =
        from first in Gen.Choose(1, 4)
        from later in (from minute in Gen.Choose(1, Minutes - 1) from rate in Gen.Choose(1, 4) select ((Start + minute) * 60_000, rate * 60L)).ArrayOf(2)
        select new[] { ((Start * 60_000) - 1, first * 60L) }.Concat(later.OrderBy(step => step.Item1)).DistinctBy(step => step.Item1).ToArray();

    private static readonly Gen<Arrival[]> AnyArrivals =
        (from minute in Gen.Choose(0, Minutes - 1) from bytes in Gen.Choose(0, 12) select new Arrival(Start + minute, Start + minute, bytes)).ArrayOf(60);

    private static readonly Gen<(int At, bool IsFresh)[]> AnyRuns =
        (from at in Gen.Choose(0, Minutes + 5) from fresh in Gen.Elements(true, false) select (at, fresh)).ArrayOf(7);

    [Fact]
    public async Task Run_CutInAnyWayWithGapsAndRestarts_EqualsBruteForce()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        int told = 0;
        int retold = 0;
        var gen = from arrivals in AnyArrivals
                  from options in AnyOptions
                  from capacities in AnyCapacities
                  from runs in AnyRuns
                  from interval in Gen.Choose(1, 6)
                  from outage in Gen.Choose(0, Minutes)
                  from outageLength in Gen.Elements(0, 5, 20, 40)
                  from delay in Gen.Choose(0, 5)
                  from lag in Gen.Elements(0, 0, 10, 25)
                  select (arrivals, options, capacities, runs, interval, outage, outageLength, delay, lag);

        Prop.ForAll(gen.ToArbitrary(), given => CheckAsync(given).GetAwaiter().GetResult()).Check(Checks);
        Assert.True(told > 100, $"Only {told} transitions in all runs: too few to prove anything.");
        Assert.True(retold > 0, "Nothing was told again: the lag proves nothing.");

        async Task CheckAsync(
            (Arrival[] Arrivals, JudgementOptions Options, (long Ms, long BytesPerHour)[] Capacities, (int At, bool IsFresh)[] Runs, int Interval, int Outage, int OutageLength, int Delay, int Lag) given)
        {
            bool IsDown(long minute) => minute - Start >= given.Outage && minute - Start < given.Outage + given.OutageLength;
            Arrival[] arrivals = [.. given.Arrivals.Where(one => !IsDown(one.Minute))];

            // Everything that comes into the store, by the minute of the fact.
            List<SnowplowEvent> events = [.. arrivals.Select(Event)];
            SortedSet<long> signs = [.. arrivals.Select(one => one.Minute)];
            foreach ((long ms, long rate) in given.Capacities)
            {
                events.Add(new CapacityEvents().Change(Capacity(ms, rate)));
                signs.Add(MinuteBucket.MinuteOf(DateTimeOffset.FromUnixTimeMilliseconds(ms)));
            }

            for (long minute = Start; minute < Start + Minutes; minute += given.Interval)
            {
                if (!IsDown(minute))
                {
                    (long ms, long rate) = given.Capacities.Last(step => step.Ms <= minute * 60_000);
                    events.Add(new CapacityEvents().Heartbeat(Capacity(ms, rate), MinuteBucket.StartOf(minute)));
                    signs.Add(minute);
                }
            }

            // By definition: a minute without an event is empty between two events that are no more than two intervals apart.
            bool IsKnown(long minute) => signs.Contains(minute)
                || (signs.Any(sign => sign < minute) && signs.Any(sign => sign > minute) && signs.First(sign => sign > minute) - signs.Last(sign => sign < minute) <= 2 * given.Interval);
            var expected = BruteForce.Judge(signs.Min, signs.Max + 1, arrivals, IsKnown, given.Capacities, given.Options).ToList();

            List<ThroughputTransition> actual = await RunAsync(rig, events, given.Runs, given.Lag, new ThroughputEvaluationOptions
            {
                Judgement = given.Options,
                EvaluationDelay = TimeSpan.FromMinutes(given.Delay),
                HeartbeatInterval = TimeSpan.FromMinutes(given.Interval),
                Lookback = TimeSpan.FromHours(2),
            });

            // Until its event can be read back, one who remembers nothing tells a transition again: the same one.
            List<ThroughputTransition> once = [.. actual.DistinctBy(one => (one.IncidentId, one.State))];
            Assert.All(actual, one => Assert.Equal(once.Single(other => (other.IncidentId, other.State) == (one.IncidentId, one.State)), one));
            Assert.True(given.Lag > 0 || once.Count == actual.Count, "Told twice although the event was there.");
            AssertEqual(expected, [.. once.OrderBy(one => one.Time)]);
            told += once.Count;
            retold += actual.Count - once.Count;
        }
    }

    [Fact]
    public async Task Run_OverTheDocumentsOfWhatAProcessSaw_TellsWhatTheProcessTells()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        int told = 0;
        var gen = from arrivals in AnyArrivals from options in AnyOptions from rate in Gen.Choose(1, 4) from runs in AnyRuns select (arrivals, options, rate, runs);

        Prop.ForAll(gen.ToArbitrary(), given => CheckAsync(given).GetAwaiter().GetResult()).Check(Checks);
        Assert.True(told > 100, $"Only {told} transitions in all runs: too few to prove anything.");

        async Task CheckAsync((Arrival[] Arrivals, JudgementOptions Options, int Rate, (int At, bool IsFresh)[] Runs) given)
        {
            var time = new ManualTimeProvider();
            ProcessorCapacity capacity = Capacity(Start * 60_000, given.Rate * 60);
            var monitor = new ThroughputMonitor(MonitorRig.Bands, new ThroughputMonitorOptions { Judgement = given.Options }, timeProvider: time);
            monitor.SetCapacities([capacity]);
            List<SnowplowEvent> events = [];
            List<ThroughputTransition> expected = [];
            for (long minute = Start; minute < Start + Minutes; minute++)
            {
                monitor.SignalAlive();
                events.Add(new CapacityEvents().Heartbeat(capacity, MinuteBucket.StartOf(minute)));
                foreach ((Arrival one, int i) in given.Arrivals.Select((one, i) => (one, i)).Where(pair => pair.one.Minute == minute))
                {
                    monitor.OnObjectEvent(Put(one, i));
                    events.Add(Event(one, i));
                }

                time.Advance(TimeSpan.FromMinutes(1));
                expected.AddRange(monitor.Evaluate());
            }

            List<ThroughputTransition> actual = await RunAsync(rig, events, given.Runs, lag: 0, new ThroughputEvaluationOptions
            {
                Judgement = given.Options,
                EvaluationDelay = TimeSpan.Zero,
                HeartbeatInterval = TimeSpan.FromMinutes(1),
                Lookback = TimeSpan.FromHours(2),
            });

            Assert.Equal(expected, actual);
            told += expected.Count;
        }
    }

    // At each run the store has what happened before it, and those events of the evaluation's own that have made their way.
    private static async Task<List<ThroughputTransition>> RunAsync(
        ElasticsearchRig rig, List<SnowplowEvent> events, (int At, bool IsFresh)[] runs, int lag, ThroughputEvaluationOptions options)
    {
        rig.Cluster.Reset();
        List<ThroughputTransition> told = [];
        List<(long Visible, SnowplowEvent Sent)> coming = [];
        long now = Start;
        rig.Deliver = sent => coming.Add((now + lag, sent));
        ThroughputEvaluation evaluation = rig.Evaluation(options);
        int end = Minutes + 5 + (int)options.EvaluationDelay.TotalMinutes;
        foreach ((int at, bool isFresh) in runs.OrderBy(run => run.At).Append((end, true)).Append((end, false)))
        {
            now = Start + at;
            evaluation = isFresh ? rig.Evaluation(options) : evaluation;
            coming.Where(one => one.Visible <= now).ToList().ForEach(one => rig.Index(one.Sent));
            events.Where(one => MinuteBucket.MinuteOf(one.TrueTime) < now).ToList().ForEach(rig.Index);
            events.RemoveAll(one => MinuteBucket.MinuteOf(one.TrueTime) < now);
            rig.Time.SetUtcNow(MinuteBucket.StartOf(now));
            EvaluationResult result = await evaluation.RunOnceAsync();
            if (result.Problem is { } problem)
            {
                Assert.StartsWith("No index has a name", problem, StringComparison.Ordinal);
            }

            told.AddRange(result.Transitions);
        }

        return told;
    }

    private static ObjectEvent Put(Arrival one, int i) => Objects.Put("b", $"in/{i}", one.Bytes, MinuteBucket.StartOf(one.Minute).AddSeconds(i % 60));

    private static SnowplowEvent Event(Arrival one, int i) => LoaderDocument.Object(Put(one, i), "p");

    private static ProcessorCapacity Capacity(long ms, long bytesPerHour) =>
        ElasticsearchRig.Capacity($"{bytesPerHour} B/h", "p", DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private static void AssertEqual(List<(long Minute, ThroughputState State, long Start, long Backlog)> expected, List<ThroughputTransition> actual) => Assert.Equal(
        expected.Select(one => (MinuteBucket.StartOf(one.Minute + 1), one.State, MinuteBucket.StartOf(one.Start + 1), one.Backlog)),
        actual.Select(one => (one.Time, one.State, one.Incident.Start, one.BacklogBytes)));
}
