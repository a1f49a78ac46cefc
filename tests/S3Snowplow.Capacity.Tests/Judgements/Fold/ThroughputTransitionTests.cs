namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>What is told, and under which id.</summary>
public sealed class ThroughputTransitionTests
{
    [Fact]
    public void Name_EachKind_IsAWordOfItsOwn() => Assert.Equal(
        ["warning", "critical", "recovered", "removed", "blind", "seen", "silent", "heard", "capacity_suspect", "throughput_differs"],
        Enum.GetValues<TransitionKind>().Select(kind => kind.Name()));

    [Fact]
    public void IdFor_AnIncidentToldTwice_IsTheSame()
    {
        ThroughputTransition told = new(TransitionKind.Critical, "ops1", 29_459_719, 29_459_719) { IncidentStart = 29_459_700 };

        Assert.Equal(told.IdFor("s3"), (told with { Minute = 29_459_800, Receipt = 29_459_801 }).IdFor("other"));
    }

    [Fact]
    public void IdFor_WhatDiffers_IsAnother()
    {
        ThroughputTransition told = new(TransitionKind.Critical, "ops1", 29_459_719, 29_459_719) { IncidentStart = 29_459_700 };
        ThroughputTransition blind = new(TransitionKind.Blind, null, 29_459_719, 29_459_719);
        Guid[] ids =
        [
            told.IdFor("s3"), (told with { Kind = TransitionKind.Warning }).IdFor("s3"), (told with { Pipeline = "ops2" }).IdFor("s3"), (told with { IncidentStart = 29_459_701 }).IdFor("s3"),
            blind.IdFor("s3"), blind.IdFor("other"), (blind with { Minute = 29_459_720 }).IdFor("s3"),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(5, id.Version));
    }

    [Fact]
    public void AddArrived_NegativeBytes_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ReceivedMinute(1).AddArrived("ops1", 1, -1));

    [Fact]
    public void AddCapacity_NoCapacity_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ReceivedMinute(1).AddCapacity("ops1", new CapacityEntry(0, 0)));

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    public void Fold_TheMostBytesThatThereCanBe_StaysWithinItsNumbers(long rate, long bytes)
    {
        var state = new FoldState();
        var fold = new ThroughputFold(new FoldSettings(), new Dictionary<string, PipelineLimits>());
        List<ThroughputTransition> told = [];
        for (int i = 0; i < 800; i++)
        {
            var received = new ReceivedMinute(AnyFold.Start + i);
            if (i == 0)
            {
                received.AddCapacity("ops1", new CapacityEntry(AnyFold.Start * 60_000, rate));
            }

            received.AddArrived("ops1", AnyFold.Start + i, bytes);
            received.AddArrived("ops1", AnyFold.Start + i, bytes);
            received.AddArrived("ops1", AnyFold.Start + i - 300, bytes);
            fold.Fold(state, received, told);
        }

        ThroughputTransition critical = told.Single(one => one.Kind == TransitionKind.Critical);
        Assert.True(critical.Figures!.Backlog > 0 && critical.Figures.Behind > 0 && critical.Figures.Load > 0, critical.ToString());
    }
}
