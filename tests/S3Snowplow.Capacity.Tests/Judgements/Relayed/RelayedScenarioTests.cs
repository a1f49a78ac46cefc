using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The conversion into notifications loses nothing and adds nothing: read back, they are what the fold's own tests are given.</summary>
public sealed class RelayedScenarioTests
{
    private const long Minute = 60_000;

    public static TheoryData<string> Scenarios => [.. JudgementFolder.Scenarios()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Notifications_ReadBack_AreTheInputsOfTheFold(string scenario)
    {
        byte[] json = JudgementFolder.Read(scenario);
        FoldScenario expected = FoldScenario.Read(json);
        RelayedScenario relayed = RelayedScenario.Read(json);

        Assert.Equal(expected.Start, relayed.Start);
        Assert.Equal(
            expected.Inputs.OrderBy(input => input.Received).ThenBy(input => input.ToString(), StringComparer.Ordinal),
            ReadBack(relayed, JudgementFolder.DedupOf(json)).OrderBy(input => input.Received).ThenBy(input => input.ToString(), StringComparer.Ordinal));
        Assert.Equal(expected.Runs, relayed.Steps.OfType<ScenarioStep.Run>().Select(run => run.Minute));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Bands_AtEachTime_AreTheCapacitiesOfTheFold(string scenario)
    {
        byte[] json = JudgementFolder.Read(scenario);
        RelayedScenario relayed = RelayedScenario.Read(json);

        Dictionary<string, long> known = [];
        List<(string, CapacityEntry)> said = [];
        foreach (ScenarioStep.SetBands bands in relayed.Steps.OfType<ScenarioStep.SetBands>())
        {
            foreach (string pipeline in known.Keys.Union(bands.Rates.Keys).Order(StringComparer.Ordinal))
            {
                long? before = known.TryGetValue(pipeline, out long old) ? old : null;
                long? now = bands.Rates.TryGetValue(pipeline, out long rate) ? rate : null;
                if (before != now)
                {
                    said.Add((pipeline, new CapacityEntry(relayed.Start + bands.At, now)));
                }
            }

            known = new Dictionary<string, long>(bands.Rates);
        }

        Assert.Equal(FoldScenario.Read(json).Capacities.OrderBy(one => one.Entry.Time).ThenBy(one => one.Pipeline, StringComparer.Ordinal), said);
    }

    // A relay knows two deliveries of one event by its id alone.
    private static IEnumerable<FoldInput> ReadBack(RelayedScenario scenario, int dedup)
    {
        Dictionary<Guid, long> seen = [];
        foreach (ScenarioStep step in scenario.Steps)
        {
            if (step is ScenarioStep.Sign)
            {
                yield return new FoldInput(step.At, FoldInputKind.Sign, "", 0, 0);
            }

            foreach (ObjectEvent put in step is ScenarioStep.Notify notify ? NotificationReader.ReadStrict(notify.Body) : [])
            {
                Guid id = EventIdentity.Of(put);
                if (seen.TryGetValue(id, out long before) && step.At - before <= dedup * Minute)
                {
                    continue;
                }

                seen[id] = step.At;
                bool isDone = put.Bucket.StartsWith("out-", StringComparison.Ordinal);
                yield return new FoldInput(
                    step.At, isDone ? FoldInputKind.Done : FoldInputKind.Arrived, put.Bucket[(isDone ? 4 : 3)..], put.Time.ToUnixTimeMilliseconds() - scenario.Start, put.Size!.Value);
            }
        }
    }
}
