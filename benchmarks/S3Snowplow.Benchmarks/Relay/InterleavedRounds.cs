using System.Diagnostics;
using S3Snowplow.Benchmarks.Collector;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>
/// Runs arms by turns, so that whatever else the machine does hits all of them alike; ratios are taken within a round.
/// </summary>
internal sealed class InterleavedRounds(CollectorProcess collector)
{
    private readonly Dictionary<Arm, List<RoundCost>> _costs = [];

    /// <summary>
    /// Runs all arms by turns until <paramref name="time"/> has passed, and forgets what it measured: the just-in-time compiler takes that long.
    /// </summary>
    public async Task WarmUpAsync(IReadOnlyList<Arm> arms, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        do
        {
            await RunAsync(arms, rounds: 1);
        }
        while (Stopwatch.GetElapsedTime(started) < time);

        _costs.Clear();
    }

    public async Task RunAsync(IReadOnlyList<Arm> arms, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (Arm arm in arms)
            {
                if (!_costs.TryGetValue(arm, out List<RoundCost>? costs))
                {
                    _costs[arm] = costs = [];
                }

                costs.Add(await MeasureAsync(arm));
            }
        }
    }

    public double Median(Arm arm, Func<RoundCost, double> value) => Median(_costs[arm].Select(value));

    /// <summary>How much cheaper <paramref name="arm"/> is than <paramref name="other"/>: within each round, and by the best round of each.</summary>
    public ArmRatio Ratio(Arm arm, Arm other, Func<RoundCost, double> value)
    {
        double[] ratios = [.. _costs[other].Zip(_costs[arm], (theirs, ours) => value(theirs) / value(ours)).Order()];
        return new ArmRatio(Median(ratios), ratios[ratios.Length / 4], ratios[ratios.Length * 3 / 4], _costs[other].Min(value) / _costs[arm].Min(value));
    }

    private async Task<RoundCost> MeasureAsync(Arm arm)
    {
        CollectorCount before = await collector.CountAsync();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        await arm.RunAsync();
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        CollectorCount received = await collector.CountAsync() - before;

        int expected = arm.Posts ? arm.Events : 0;
        return received.Events == expected
            ? new RoundCost(PerEvent(wall, arm), PerEvent(processor, arm), PerEvent(received.ProcessorTime, arm), (double)allocated / arm.Events)
            : throw new InvalidOperationException($"{arm.Name}: the collector counted {received.Events} events of {expected}.");
    }

    private static double PerEvent(TimeSpan time, Arm arm) => time.TotalMicroseconds / arm.Events;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
