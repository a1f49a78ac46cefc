using System.Numerics;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>An arrival of data: in which minute it happened, and in which it was heard of.</summary>
internal sealed record Arrival(long Minute, long Heard, long Bytes);

/// <summary>
/// The judgement by its definition, without any state: each minute is judged anew from all that was heard of by then. Slow, and short enough to be read.
/// </summary>
internal static class BruteForce
{
    public static IEnumerable<(long Minute, ThroughputState State, long Start, long Backlog)> Judge(
        long start, long end, IReadOnlyList<Arrival> arrivals, Predicate<long> alive, IReadOnlyList<(long Ms, long BytesPerHour)> capacities, JudgementOptions options)
    {
        int history = (int)Math.Max(options.MaxLateness.TotalMinutes, options.Windows.Max(window => window.Length.TotalMinutes));
        Arrival[] counted = [.. arrivals.Where(one => one.Minute >= Math.Max(start, one.Heard - history) && one.Minute <= one.Heard)];
        long? incident = null;
        List<long> streak = [];
        for (long now = start; now < end; now++)
        {
            BigInteger? Bytes(long minute)
            {
                Arrival[] heard = [.. counted.Where(one => one.Minute == minute && one.Heard <= now)];
                return minute < start || (heard.Length == 0 && !alive(minute)) ? null : heard.Aggregate(BigInteger.Zero, (sum, one) => sum + one.Bytes);
            }

            if (Bytes(now) is null)
            {
                continue;
            }

            BigInteger backlog = 0;
            for (long minute = start; minute <= now; minute++)
            {
                backlog = Bytes(minute) is { } bytes ? BigInteger.Max(0, backlog + (60 * bytes) - Capacity(capacities, minute)) : backlog;
            }

            double behind = (double)backlog / capacities.Last(step => step.Ms < (now + 1) * 60_000 || step == capacities[0]).BytesPerHour;
            double Load(LoadWindow window, bool knownOnly)
            {
                long[] minutes = [.. Enumerable.Range(0, (int)window.Length.TotalMinutes).Select(i => now - i)];
                BigInteger capacity = minutes.Where(minute => !knownOnly || Bytes(minute) is not null).Aggregate(BigInteger.Zero, (sum, minute) => sum + Capacity(capacities, minute));
                return capacity == 0 ? 0 : (double)(60 * minutes.Aggregate(BigInteger.Zero, (sum, minute) => sum + (Bytes(minute) ?? 0))) / (double)capacity;
            }

            bool fulfilled = incident is null
                ? behind > options.MinBehind.TotalMinutes && (behind > options.MaxBehind.TotalMinutes || options.Windows.Any(window => Load(window, knownOnly: false) > window.Limit))
                : behind < options.MaxBehind.TotalMinutes / 2 && options.Windows.All(window => Load(window, knownOnly: true) < 0.9 * window.Limit);
            streak = fulfilled ? [.. streak, now] : [];
            if (fulfilled && streak.Count >= Math.Max(1, (incident is null ? options.MinDuration : options.RecoveryDuration).TotalMinutes))
            {
                yield return (now, incident is null ? ThroughputState.Exceeded : ThroughputState.Recovered, incident ?? streak[0], (long)(backlog / 60));
                incident = incident is null ? streak[0] : null;
                streak = [];
            }
        }
    }

    private static BigInteger Capacity(IReadOnlyList<(long Ms, long BytesPerHour)> capacities, long minute)
    {
        BigInteger sum = 0;
        for (int i = 0; i < capacities.Count; i++)
        {
            long from = i == 0 ? long.MinValue : capacities[i].Ms;
            long to = i + 1 < capacities.Count ? capacities[i + 1].Ms : long.MaxValue;
            sum += capacities[i].BytesPerHour * BigInteger.Max(0, BigInteger.Min(to, (minute + 1) * 60_000) - BigInteger.Max(from, minute * 60_000));
        }

        return sum / 60_000;
    }
}
