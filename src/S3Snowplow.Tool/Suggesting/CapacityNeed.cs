using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>The smallest capacity with which work never waits for longer than a limit.</summary>
/// <param name="LimitMinutes">The limit.</param>
/// <param name="BytesPerHour">The capacity.</param>
/// <param name="Least">The smallest capacity that is found where one day is left out: how much of the answer hangs on one day.</param>
/// <param name="DecidedAt">The minute after which most work waits, and that therefore decides.</param>
internal sealed record CapacityNeed(int LimitMinutes, long BytesPerHour, long Least, long DecidedAt);

/// <summary>Finds what capacity would have been needed, by the judgement's own recursion: more capacity never makes more work wait, so the smallest that will do is found by halving.</summary>
/// <remarks>
/// Searched is with the recursion alone, which says whether the fold would find the limit passed: every minute has its bytes, and its capacity is whole. The fold itself has the last word:
/// see <see cref="Breaks"/>.
/// </remarks>
internal static class CapacitySearch
{
    private const int MinutesOfHour = 60;

    /// <summary>Finds it.</summary>
    /// <param name="cells">What arrived.</param>
    /// <param name="from">The first minute.</param>
    /// <param name="until">The minute behind the last one.</param>
    /// <param name="limit">For how many minutes work may wait.</param>
    public static CapacityNeed Find(MinuteCells cells, long from, long until, int limit)
    {
        (long Minute, long Bytes)[] all = [.. cells.InOrder().Where(one => one.Minute >= from && one.Minute < until)];
        long needed = Smallest(all, limit);
        (long begin, long decided) = Deciding(all, needed, limit);

        // Only a day of the busy time that decides can make the answer smaller.
        long least = needed;
        for (long day = begin / Minutes.PerDay; day <= decided / Minutes.PerDay; day++)
        {
            least = Math.Min(least, Smallest([.. all.Where(one => one.Minute / Minutes.PerDay != day)], limit));
        }

        return new CapacityNeed(limit, needed, least, decided);
    }

    /// <summary>Finds it for each limit, and has the judgement's fold confirm it.</summary>
    /// <param name="facts">The input.</param>
    /// <param name="until">The minute behind the last one.</param>
    public static IReadOnlyList<CapacityNeed> All(InputFacts facts, long until) => [.. Suggestion.Limits.Select(limit => Confirmed(facts.Objects.Cells, facts.First, until, limit))];

    private static CapacityNeed Confirmed(MinuteCells cells, long from, long until, int limit)
    {
        CapacityNeed need = Find(cells, from, until, limit);
        return Breaks(cells, from, until, need.BytesPerHour, limit)
            ? throw new InvalidOperationException($"The judgement finds more work than {limit} minutes at {need.BytesPerHour} bytes per hour, and the search does not.")
            : need;
    }

    /// <summary>Whether the judgement's fold, with a capacity and a limit, finds work that waits for longer.</summary>
    public static bool Breaks(MinuteCells cells, long from, long until, long bytesPerHour, int limit)
    {
        var arrivals = new PipelineArrivals(new PipelineBand("input", "", new Throughput(bytesPerHour), []) { MaxBehind = TimeSpan.FromMinutes(limit) });
        arrivals.Arrived.Add(cells);
        bool breaks = false;
        Replay.Run([arrivals], new ReplaySpan(from, from, until, 0), new JudgementOptions().ToFold(), observers: null, (_, told) =>
        {
            foreach (ThroughputTransition one in told)
            {
                breaks |= one.Kind == TransitionKind.Critical;
            }
        });
        return breaks;
    }

    private static long Smallest((long Minute, long Bytes)[] cells, int limit)
    {
        // With the largest minute's bytes within the limit and all others at once, nothing can be too much.
        Int128 sum = 0;
        foreach ((_, long bytes) in cells)
        {
            sum += bytes;
        }

        long least = 1;
        long most = (long)Int128.Clamp((sum * MinutesOfHour / limit) + 1, 1, long.MaxValue);
        while (least < most)
        {
            long middle = least + ((most - least) / 2);
            if (Waits(cells, middle, limit))
            {
                least = middle + 1;
            }
            else
            {
                most = middle;
            }
        }

        return least;
    }

    // As WorkBacklog has it: waits = max(0, waits + 60 bytes - rate), each minute; a minute without bytes only makes it smaller.
    private static bool Waits((long Minute, long Bytes)[] cells, long rate, int limit)
    {
        Int128 most = Math.BigMul(rate, (long)limit);
        Int128 waits = 0;
        long before = long.MinValue;
        foreach ((long minute, long bytes) in cells)
        {
            waits = After(waits, before, minute, bytes, rate);
            if (waits > most)
            {
                return true;
            }

            before = minute;
        }

        return false;
    }

    // The busy time in which most work waits at the capacity that is needed: its begin, and the minute of most work.
    private static (long Begin, long Minute) Deciding((long Minute, long Bytes)[] cells, long rate, int limit)
    {
        Int128 waits = 0;
        Int128 most = -1;
        long begin = cells.Length > 0 ? cells[0].Minute : 0;
        long before = long.MinValue;
        (long Begin, long Minute) deciding = (begin, begin);
        foreach ((long minute, long bytes) in cells)
        {
            begin = before == long.MinValue || waits - Math.BigMul(rate, minute - before - 1) <= 0 ? minute : begin;
            waits = After(waits, before, minute, bytes, rate);
            if (waits > most)
            {
                (most, deciding) = (waits, (begin, minute));
            }

            before = minute;
        }

        return deciding;
    }

    private static Int128 After(Int128 waits, long before, long minute, long bytes, long rate)
    {
        Int128 left = before == long.MinValue ? 0 : Int128.Max(0, waits - ((Int128)rate * (minute - before - 1)));
        return Int128.Max(0, left + Math.BigMul(bytes, 60L) - rate);
    }
}
