using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Whatever the transport answers, each event settles once, and only what was answered with 200 is delivered.</summary>
public sealed class TransportScriptProperties
{
    private static readonly int[] Statuses = [200, 200, 200, 0, 204, 301, 400, 404, 408, 413, 422, 429, 500, 503];

    [Fact]
    public void Script_Any_SettlesEachEventOnceAndInBounds()
    {
        Arbitrary<int[]> scripts = Gen.Elements(Statuses).ArrayOf().ToArbitrary();
        Arbitrary<int> counts = Gen.Choose(1, 40).ToArbitrary();

        Prop.ForAll(scripts, counts, (script, count) => RunAsync(script, count).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 150, whole: 600)).WithReplay(new Replay(new Rnd(20260101, 15), null)));
    }

    private static async Task RunAsync(int[] script, int count)
    {
        await using var rig = new DeliveryRig(options => (options.MaxBatchEvents, options.MaxConcurrentRequests, options.RetryBudget) = (7, 2, TimeSpan.FromMinutes(10)));
        HashSet<int> accepted = [];
        rig.Collector.Script = attempt =>
        {
            int status = attempt.Number <= script.Length ? script[attempt.Number - 1] : 200;
            if (status == 200)
            {
                lock (accepted)
                {
                    accepted.UnionWith(attempt.Numbers);
                }
            }

            return status == 0 ? Answers.Silence : Answers.Status(status);
        };

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(count));
        await rig.PassAsync(TimeSpan.FromMinutes(20), () => scope.Completion.IsCompleted);

        rig.AssertConserved();
        await scope.Completion.Within();
        Assert.InRange(rig.Collector.MaxInFlight, 1, 2);
        for (int i = 0; i < count; i++)
        {
            EventOutcome outcome = scope.Outcomes[i];
            Assert.True(outcome.Outcome is DeliveryOutcome.Delivered or DeliveryOutcome.Rejected or DeliveryOutcome.Expired, $"{outcome}");
            Assert.Equal(accepted.Contains(i + 1), outcome.Outcome == DeliveryOutcome.Delivered);
            Assert.True(outcome.Outcome != DeliveryOutcome.Rejected || outcome.StatusCode is 400 or 413 or 422, $"{outcome}");
        }
    }
}
