using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>Random days for the properties of the fold: one pipeline around its capacity, files and streams, gaps in the signs of life, late and very late bytes.</summary>
internal static class AnyFold
{
    /// <summary>On a slot of the rhythm, some hours before the end of a day.</summary>
    public const long Start = 29_457_000;

    public const string Pipeline = "ops1";

    private const long Minute = 60_000;

    public static readonly Gen<long> Rate = Gen.Choose(30, 90).Select(rate => rate * 60_000L);

    /// <summary>A stretch of minutes in which files come at a distance.</summary>
    private static readonly Gen<(int Length, int Every, int Load, int Late)> Stretch =
        from length in Gen.Choose(20, 200)
        from every in Gen.Elements(1, 1, 1, 3, 5, 15, 60)
        from load in Gen.Elements(0, 40, 90, 100, 130, 300, 2000)
        from late in Gen.Elements(0, 0, 0, 1, 7, 40, 200, 600)
        select (length, every, load, late);

    /// <summary>Bytes that come in.</summary>
    public static readonly Gen<FoldInput[]> Arrivals =
        from stretches in Stretch.ArrayOf(7)
        from jitter in Gen.Choose(0, 59_999).ArrayOf(2000)
        from lateness in Gen.Choose(0, 1000).ArrayOf(2000)
        select MakeArrivals(stretches, jitter, lateness);

    /// <summary>Minutes with a sign of life: all but some stretches.</summary>
    public static readonly Gen<FoldInput[]> Signs =
        from gaps in (from at in Gen.Choose(0, 1500) from length in Gen.Choose(1, 90) select (at, length)).ArrayOf(4)
        from many in Gen.Choose(0, 4)
        select Enumerable.Range(0, 1500)
            .Where(minute => !gaps.Take(many).Any(gap => minute >= gap.at && minute < gap.at + gap.length))
            .Select(minute => new FoldInput(minute * Minute, FoldInputKind.Sign, "", 0, 0))
            .ToArray();

    public static readonly Gen<PipelineLimits> Limits =
        from limit in Gen.Elements<int?>(null, 6, 15, 60, 240)
        from rhythm in Gen.Elements<int?>(null, null, 5, 12, 60)
        select new PipelineLimits(limit, rhythm);

    /// <summary>Runs at any minutes, the last one at the end.</summary>
    public static readonly Gen<long[]> Cuts =
        from cuts in Gen.Choose(1, 1499).ArrayOf(12)
        select cuts.Append(1500).Distinct().Order().Select(cut => (long)cut).ToArray();

    /// <summary>A day with all of that.</summary>
    public static readonly Gen<FoldScenario> Day =
        from arrivals in Arrivals
        from signs in Signs
        from limits in Limits
        from rate in Rate
        from step in Gen.Elements(1, 1, 2, 25)
        from at in Gen.Choose(0, 90_000_000)
        select Make(arrivals, signs, limits, rate) with { Capacities = [Capacity(0, rate), Capacity(at, rate * step)] };

    public static (string Pipeline, CapacityEntry Entry) Capacity(long at, long rate) => (Pipeline, new CapacityEntry((Start * Minute) + at, rate));

    public static FoldScenario Make(IEnumerable<FoldInput> arrivals, IEnumerable<FoldInput> signs, PipelineLimits limits, long rate, FoldSettings? settings = null) => new()
    {
        Start = Start * Minute,
        Settings = settings ?? new FoldSettings(),
        Limits = new Dictionary<string, PipelineLimits> { [Pipeline] = limits },
        Capacities = [Capacity(0, rate)],
        Runs = [.. Enumerable.Range(1, 1500).Select(minute => (long)minute)],
        Inputs = [.. arrivals.Concat(signs).OrderBy(one => one.Received)],
    };

    // A load of 100 is 60,000 bytes a minute: around the capacity.
    private static FoldInput[] MakeArrivals((int Length, int Every, int Load, int Late)[] stretches, int[] jitter, int[] lateness)
    {
        List<FoldInput> arrivals = [];
        int minute = 0;
        foreach ((int length, int every, int load, int late) in stretches)
        {
            for (int end = Math.Min(1500, minute + length); minute < end; minute += every)
            {
                long received = (minute * Minute) + jitter[minute];
                arrivals.Add(new FoldInput(received, FoldInputKind.Arrived, Pipeline, received - (late * Minute * lateness[minute] / 1000), load * 600L * every));
            }
        }

        return [.. arrivals.Where(one => one.Bytes > 0)];
    }
}
