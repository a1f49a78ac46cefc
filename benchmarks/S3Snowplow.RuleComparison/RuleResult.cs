using System.Globalization;

namespace S3Snowplow.RuleComparison;

/// <summary>What a rule told of a scenario, against what was really so. Delays are in minutes.</summary>
/// <param name="Told">Bad periods in which an incident was open at some time.</param>
/// <param name="Missed">Bad periods without one.</param>
/// <param name="Again">Incidents beyond the first of a bad period: it was told as over and told again.</param>
/// <param name="False">Incidents that no bad period meets.</param>
/// <param name="First">From the first minute with a backlog to the first thing told, for each told period.</param>
/// <param name="Critical">From the first minute beyond the limit to the critical one, for each period that has both.</param>
/// <param name="Over">From the last minute with a backlog to the end told, for each period that has both; less than nothing is too early.</param>
/// <param name="NeverOver">Bad periods that were over, and whose end was never told.</param>
internal sealed record RuleResult(int Told, int Missed, int Again, int False, IReadOnlyList<long> First, IReadOnlyList<long> Critical, IReadOnlyList<long> Over, int NeverOver)
{
    /// <summary>Measures a rule.</summary>
    public static RuleResult Of(IReadOnlyList<ToldIncident> incidents, IReadOnlyDictionary<string, IReadOnlyList<BadPeriod>> truth)
    {
        List<long> first = [], critical = [], over = [];
        int missed = 0, again = 0, never = 0;
        foreach ((string pipeline, IReadOnlyList<BadPeriod> periods) in truth.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            foreach (BadPeriod bad in periods)
            {
                ToldIncident[] met = [.. incidents.Where(one => one.Pipeline == pipeline && one.Meets(bad))];
                if (met.Length == 0)
                {
                    missed++;
                    continue;
                }

                // One that was open from an earlier period on was told in time.
                first.Add(Math.Max(0, met[0].Opened - bad.Crossing));
                again += met.Length - 1;
                if (bad.Critical is { } beyond && Array.Find(met, one => one.Critical is not null)?.Critical is { } told)
                {
                    // As above: an incident goes on where the owner's patience sees two periods.
                    critical.Add(told < bad.Start ? 0 : told - beyond);
                }

                if (bad.Recovered is { } recovered)
                {
                    if (met[^1].Closed is { } closed)
                    {
                        over.Add(closed - recovered);
                    }
                    else
                    {
                        never++;
                    }
                }
            }
        }

        int wrong = incidents.Count(one => !truth.GetValueOrDefault(one.Pipeline, []).Any(one.Meets));
        return new RuleResult(first.Count, missed, again, wrong, first, critical, over, never);
    }

    /// <summary>The sum of several.</summary>
    public static RuleResult Sum(IReadOnlyList<RuleResult> all) => new(
        all.Sum(one => one.Told), all.Sum(one => one.Missed), all.Sum(one => one.Again), all.Sum(one => one.False), [.. all.SelectMany(one => one.First)],
        [.. all.SelectMany(one => one.Critical)], [.. all.SelectMany(one => one.Over)], all.Sum(one => one.NeverOver));

    /// <summary>Delays as a cell of a table: one, or the least and the greatest.</summary>
    public static string Range(IReadOnlyList<long> delays)
    {
        if (delays.Count == 0)
        {
            return "";
        }

        (long least, long most) = (delays.Min(), delays.Max());
        return least == most ? Text(least) : $"{Text(least)} to {Text(most)}";
    }

    /// <summary>The middle one of them.</summary>
    public static string Median(IReadOnlyList<long> delays) => delays.Count == 0 ? "" : Text(delays.Order().ElementAt(delays.Count / 2));

    private static string Text(long minutes) => minutes.ToString(CultureInfo.InvariantCulture);
}
