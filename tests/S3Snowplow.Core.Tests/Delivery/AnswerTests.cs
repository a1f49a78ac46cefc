using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>What each answer of the collector means for the events that were in the request.</summary>
public sealed class AnswerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Answer_200_DeliversAllWithOneRequest()
    {
        await using var rig = new DeliveryRig();

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(100));
        await scope.Completion.Within();

        Assert.All(scope.Outcomes, outcome => Assert.Equal(EventOutcome.Delivered, outcome));
        Assert.Equal(100, Assert.Single(rig.Collector.Attempts).Announced);
        Assert.Equal(new EmitterStatistics(100, 100, 0, 0, 0, 0, 0), rig.Statistics);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    [InlineData(0)]
    public async Task Answer_ThatPasses_IsRetriedWithTheSameBytesButStm(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number > 2 ? Answers.Ok : status == 0 ? Answers.Silence : Answers.Status(status);

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(3));
        await rig.PassAsync(Minute, () => scope.Completion.IsCompleted);

        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        Assert.Equal(3, rig.Collector.Attempts.Count);
        Assert.Single(rig.Collector.Attempts.Select(WithoutStm).Distinct());
        Assert.Equal(3, rig.Collector.Attempts.Select(attempt => attempt.Text).Distinct().Count());
        Assert.Single(rig.Logged(1020));
        await Patience.UntilAsync(() => rig.Logged(1022).Count == 1, "the log of the recovery");
    }

    [Fact]
    public async Task Transport_ThatThrows_IsRetried()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number > 1 ? Answers.Ok : throw new InvalidTimeZoneException("who would have thought");

        DeliveryScope scope = await rig.SendAsync(1);
        await rig.PassAsync(Minute, () => scope.Completion.IsCompleted);

        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
        Assert.IsType<InvalidTimeZoneException>(Assert.Single(rig.Logged(1023)).Exception);
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(413, 50)]
    [InlineData(422, 100)]
    public async Task Answer_SuspectForOneOfAHundred_RejectsThatOneOnly(int status, int culprit)
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Numbers.Contains(culprit) ? Answers.Status(status) : Answers.Ok;

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(100));
        await scope.Completion.Within();

        Assert.Equal(99, scope.Outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Delivered));
        EventOutcome rejected = scope.Outcomes[culprit - 1];
        Assert.Equal((DeliveryOutcome.Rejected, (int?)status), (rejected.Outcome, rejected.StatusCode));
        Assert.Contains($"HTTP {status}", rejected.Text, StringComparison.Ordinal);

        // The whole, then at most two halves for each time that 100 can be halved.
        Assert.InRange(rig.Collector.Attempts.Count, 8, 15);
        await Patience.UntilAsync(() => rig.Logged(1010).Count > 0, "the log of the rejection");
        Assert.Equal(1, Assert.Single(rig.Logged(1010)).State["Count"]);
    }

    [Fact]
    public async Task Answer_SuspectForEveryEvent_RejectsEachAlone()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.AnswerWith(400);

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(8));
        await scope.Completion.Within();

        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Rejected, outcome.Outcome));
        Assert.Equal(15, rig.Collector.Attempts.Count);
    }

    [Fact]
    public async Task Answer_413ForASingleEvent_RejectsItAtOnce()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.AnswerWith(413);

        DeliveryScope scope = await rig.SendAsync(1);
        await scope.Completion.Within();

        Assert.Equal((DeliveryOutcome.Rejected, 413), (scope.Outcomes[0].Outcome, scope.Outcomes[0].StatusCode));
        Assert.Single(rig.Collector.Attempts);
        Assert.Equal(EmitterState.Sending, rig.Emitter.State);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(407)]
    [InlineData(410)]
    [InlineData(451)]
    public async Task Answer_OfNoCollector_RejectsNothingAndWaits(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = attempt => attempt.Number > 3 ? Answers.Ok : Answers.Status(status);

        DeliveryScope scope = await rig.SendAsync(TestEvents.Numbered(10));
        await rig.IdleAsync();
        Assert.Equal(EmitterState.Misdirected, rig.Emitter.State);
        await rig.PassAsync(Minute, () => scope.Completion.IsCompleted);

        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        Assert.Equal(EmitterState.Sending, rig.Emitter.State);
        Assert.Contains($"HTTP {status}", Assert.Single(rig.Logged(1021)).Message, StringComparison.Ordinal);
        await Patience.UntilAsync(() => rig.Metrics.Sum("s3snowplow.emitters.paused") == 0, "the metric of the pause to return");
    }

    private static string WithoutStm(ScriptedAttempt attempt) =>
        System.Text.RegularExpressions.Regex.Replace(attempt.Text, "\"stm\":\"[0-9]{13}\"", "", default, TimeSpan.FromSeconds(10));
}
