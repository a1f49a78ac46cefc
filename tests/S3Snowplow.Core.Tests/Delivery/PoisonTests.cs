using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>An event that the collector cannot bear, though it says no more than "500".</summary>
public sealed class PoisonTests
{
    [Fact]
    public async Task Batch_ThatFailsWhileOthersPass_IsSplitAndOnlyTheCulpritExpires()
    {
        await using var rig = new DeliveryRig(options => (options.MaxBatchEvents, options.RetryBudget) = (100, TimeSpan.FromMinutes(10)));
        rig.Collector.Script = attempt => attempt.Numbers.Contains(42) ? Answers.Status(500) : Answers.Ok;
        DeliveryScope poisoned = await rig.SendAsync(TestEvents.Numbered(100));

        List<DeliveryScope> others = [];
        for (int minute = 0; minute < 11; minute++)
        {
            for (int i = 0; i < 6; i++)
            {
                others.Add(await rig.SendAsync(TestEvents.Numbered(10, 1000 + (others.Count * 10))));
                await rig.PassAsync(TimeSpan.FromSeconds(10));
                Assert.True(others.All(scope => scope.Pending == 0), "Others have to wait for the poisoned batch.");
            }
        }

        await poisoned.Completion.Within();
        Assert.Equal(99, poisoned.Outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Delivered));
        Assert.Equal((DeliveryOutcome.Expired, 500), (poisoned.Outcomes[41].Outcome, poisoned.Outcomes[41].StatusCode));
        Assert.All(others, scope => Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome)));
        Assert.InRange(rig.Collector.Attempts.Count(attempt => attempt.Numbers.Contains(42)), 10, 70);
    }

    [Fact]
    public async Task Batch_ThatFailsTwiceWhileNothingPasses_StaysWhole()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number <= 10 ? Answers.Status(503) : Answers.Ok;

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(100));
        await rig.PassAsync(TimeSpan.FromMinutes(5), () => scope.Completion.IsCompleted);

        Assert.All(rig.Collector.Attempts, attempt => Assert.Equal(100, attempt.Announced));
        Assert.Equal(11, rig.Collector.Attempts.Count);
    }
}
