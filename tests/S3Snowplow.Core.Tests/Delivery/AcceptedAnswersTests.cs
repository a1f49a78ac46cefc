using S3Snowplow.Core.Tests.Options;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>What is accepted besides 200 with <c>ok</c>, and what follows from a 200 that is not.</summary>
public sealed class AcceptedAnswersTests
{
    [Fact]
    public async Task Page_With200_RejectsNothingPausesAndIsSaidOnce()
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        rig.Collector.Faults.Enqueue([.. Enumerable.Repeat(CollectorFault.Page("<html>SECRET</html>"), 5)]);

        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await rig.Emitter.EnqueueAsync(TestEvents.Numbered(10), scope);
        scope.Seal();
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Misdirected || scope.Completion.IsCompleted, "a verdict on the page");
        await scope.Completion.Within();

        Assert.Equal(6, rig.Collector.Requests.Count);
        Assert.All(scope.Outcomes, outcome => Assert.Equal(new EventOutcome(DeliveryOutcome.Delivered, StatusCode: 200), outcome));
        LogEntry said = Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 1021);
        Assert.Contains("(HTTP 200 with another body than ok, text/html)", said.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Message.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_UntilTheDeadline_GivesBack()
    {
        await using var rig = new DeliveryRig();
        rig.Collector.Script = static _ => Answers.Page;

        DeliveryScope scope = await rig.SendAsync(1, TimeSpan.FromSeconds(10));
        await rig.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(DeliveryOutcome.Abandoned, scope.Outcomes[0].Outcome);
        Assert.Equal(EmitterState.Misdirected, rig.Emitter.State);
        Assert.Equal(0, rig.Statistics.Rejected);
    }

    [Fact]
    public async Task Status_ThatTheSettingLists_IsDeliveredWithThatStatus()
    {
        await using LiveRig rig = await LiveRig.StartAsync(options => options.Delivery.AcceptedAnswers = ["204"]);
        rig.Collector.Faults.Always(CollectorFault.Status(204));

        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await rig.Emitter.EnqueueAsync(TestEvents.Of(1), scope);
        scope.Seal();
        await scope.Completion.Within();

        Assert.Equal(new EventOutcome(DeliveryOutcome.Delivered, StatusCode: 204), scope.Outcomes[0]);
    }

    [Theory]
    [InlineData("201")]
    [InlineData("299")]
    [InlineData(" 204 ")]
    [InlineData("{\"message\":\"ok\"}")]
    [InlineData("ok")]
    public void Validate_EntryThatIsAllowed_IsNone(string entry) => Assert.Empty(ErrorsOf(entry));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("200")]
    [InlineData("300")]
    [InlineData("404")]
    [InlineData("199")]
    [InlineData("2044")]
    [InlineData("1")]
    public void Validate_EntryThatIsNot_IsNamed(string entry) =>
        Assert.StartsWith($"Delivery.AcceptedAnswers has '{entry}'", Assert.Single(ErrorsOf(entry)), StringComparison.Ordinal);

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 1)]
    public void Validate_TextAtItsBound_IsAllowedUpToIt(int length, int errors) => Assert.Equal(errors, ErrorsOf(new string('x', length)).Count);

    [Fact]
    public void Validate_NoList_IsNamed()
    {
        RelayOptions options = Usable.Options();
        options.Delivery.AcceptedAnswers = null!;

        Assert.StartsWith("Delivery.AcceptedAnswers is not set", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> ErrorsOf(string entry)
    {
        RelayOptions options = Usable.Options();
        options.Delivery.AcceptedAnswers = [entry];
        return options.Validate();
    }
}
