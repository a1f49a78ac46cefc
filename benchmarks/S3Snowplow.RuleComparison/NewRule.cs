using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.RuleComparison;

/// <summary>The rule as it is: the fold of S3Snowplow.Capacity.</summary>
internal static class NewRule
{
    /// <summary>The incidents that it tells in a scenario.</summary>
    public static IReadOnlyList<ToldIncident> Run(FoldScenario scenario) => Incidents(new FoldScenarioRun(scenario).Run().Told);

    /// <summary>The incidents in what was told, in order.</summary>
    public static IReadOnlyList<ToldIncident> Incidents(IEnumerable<(long At, ThroughputTransition Told)> all)
    {
        List<ToldIncident> incidents = [];
        Dictionary<string, int> open = new(StringComparer.Ordinal);
        foreach ((long at, ThroughputTransition told) in all)
        {
            switch (told.Kind)
            {
                case TransitionKind.Warning or TransitionKind.Critical:
                    long? critical = told.Kind == TransitionKind.Critical ? at : null;
                    if (open.TryGetValue(told.Pipeline!, out int index))
                    {
                        incidents[index] = incidents[index] with { Critical = critical };
                    }
                    else
                    {
                        open[told.Pipeline!] = incidents.Count;
                        incidents.Add(new ToldIncident(told.Pipeline!, at, critical, null));
                    }

                    break;
                case TransitionKind.Recovered or TransitionKind.Removed:
                    open.Remove(told.Pipeline!, out index);
                    incidents[index] = incidents[index] with { Closed = at };
                    break;
                default:
                    // What is not known, and what does not fit, is no incident.
                    break;
            }
        }

        return incidents;
    }
}
