using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Tests.Judgements;

namespace S3Snowplow.RuleComparison;

/// <summary>
/// The rule that was there before, with its defaults, to compare with: exceeded when more than five minutes of work wait and the bytes of the last hour are more than its capacity, or when more than an
/// hour of work waits; recovered after 15 minutes in which less than half an hour waits and the load of the last hour is below 0.9.
/// </summary>
internal sealed class OldRule(FoldScenario scenario)
{
    private const long Minute = 60_000;

    private readonly Dictionary<string, OldPipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _signs = [];
    private readonly List<ToldIncident> _incidents = [];

    /// <summary>The incidents that it tells in a scenario.</summary>
    public static IReadOnlyList<ToldIncident> Run(FoldScenario scenario) => new OldRule(scenario).Run();

    private List<ToldIncident> Run()
    {
        int delay = scenario.Settings.StoreDelay;
        List<(string Pipeline, CapacityEntry Entry)> unsaid = [.. scenario.Capacities.OrderBy(one => one.Entry.Time)];
        int input = 0;
        foreach (long at in scenario.Runs)
        {
            long until = (scenario.Start / Minute) + at + Offset(at) - delay;
            for (; unsaid.Count > 0 && unsaid[0].Entry.Time < scenario.Start + ((at - delay) * Minute); unsaid.RemoveAt(0))
            {
                Say(unsaid[0].Pipeline, unsaid[0].Entry);
            }

            for (; input < scenario.Inputs.Count && scenario.Inputs[input].Received < (at - delay) * Minute; input++)
            {
                Receive(scenario.Inputs[input]);
            }

            foreach (OldPipeline pipeline in _pipelines.Values)
            {
                Note(pipeline.Name, at, pipeline.Judge(until, IsAlive));
            }
        }

        return _incidents;
    }

    private void Say(string name, CapacityEntry entry)
    {
        if (entry.BytesPerHour is not { } rate)
        {
            // Forgotten at once, and an open incident with it: its end was not told.
            _pipelines.Remove(name);
        }
        else if (_pipelines.TryGetValue(name, out OldPipeline? pipeline))
        {
            pipeline.Say(entry.Time, rate);
        }
        else
        {
            _pipelines[name] = new OldPipeline(name, Math.Max(scenario.Start, entry.Time) / Minute, scenario.Settings, entry.Time, rate);
        }
    }

    private void Receive(FoldInput input)
    {
        long now = ((scenario.Start + input.Received) / Minute) + Offset(input.Received / Minute);
        _signs.Add(now);
        if (input.Kind == FoldInputKind.Arrived && _pipelines.TryGetValue(input.Pipeline, out OldPipeline? pipeline))
        {
            pipeline.Receive(Math.Min(now, (scenario.Start + input.Happened) / Minute), input.Bytes);
        }
    }

    private bool IsAlive(long minute) => _signs.GetViewBetween(minute - scenario.Settings.AliveReach + 1, minute).Count > 0;

    private void Note(string pipeline, long at, IEnumerable<bool> told)
    {
        foreach (bool isExceeded in told)
        {
            if (isExceeded)
            {
                _incidents.Add(new ToldIncident(pipeline, at, null, null));
            }
            else
            {
                int index = _incidents.FindLastIndex(one => one.Pipeline == pipeline);
                _incidents[index] = _incidents[index] with { Closed = at };
            }
        }
    }

    private long Offset(long minute) => scenario.Clock.FirstOrDefault(one => one.From <= minute && minute < one.To).Offset;
}
