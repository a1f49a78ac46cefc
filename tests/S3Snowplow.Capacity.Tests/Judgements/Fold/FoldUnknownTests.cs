namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A minute of which nothing is known speaks for neither side.</summary>
public sealed class FoldUnknownTests
{
    private const long Minute = 60_000;
    private const long Rate = 3_600_000;

    // Twice the capacity for three hours, then nothing for a day.
    private static readonly FoldInput[] Overload = [.. Enumerable.Range(0, 180).Select(minute => new FoldInput(minute * Minute, FoldInputKind.Arrived, AnyFold.Pipeline, minute * Minute, 120_000))];

    private static readonly FoldInput[] Alive = [.. Enumerable.Range(0, 1500).Select(minute => new FoldInput(minute * Minute, FoldInputKind.Sign, "", 0, 0))];

    [Fact]
    public void Fold_NothingHeardInTheMinuteOfAWarning_DoesNotWarn()
    {
        long warning = Tell(Overload, Alive).First(told => told.Kind == TransitionKind.Warning).Minute - AnyFold.Start;
        FoldInput[] before = [.. Overload.Where(one => one.Received / Minute < warning - 1)];

        Assert.Equal(warning, Tell(before, Alive).Single(told => told.Kind == TransitionKind.Warning).Minute - AnyFold.Start);
        Assert.Equal([TransitionKind.Blind], Tell(before, Alive.Where(one => one.Received / Minute < warning - 1)).Select(told => told.Kind));
    }

    [Fact]
    public void Fold_NothingHeardWithinTheCalm_CountsTheCalmAnew()
    {
        long recovered = Tell(Overload, Alive).Single(told => told.Kind == TransitionKind.Recovered).Minute;
        long at = recovered - AnyFold.Start;

        // A sign reaches one minute further: of these two minutes the second one is unknown.
        IEnumerable<FoldInput> gap = Alive.Where(one => one.Received / Minute != at - 2 && one.Received / Minute != at - 1);

        Assert.Equal(recovered + 14, Tell(Overload, gap).Single(told => told.Kind == TransitionKind.Recovered).Minute);
    }

    [Fact]
    public void Fold_NothingHeardDuringAnIncident_KeepsItOpenAndTellsBlindness()
    {
        FoldInput[] burst = [new(0, FoldInputKind.Arrived, AnyFold.Pipeline, 0, 10_000_000)];
        FoldScenarioRun run = new FoldScenarioRun(AnyFold.Make(burst, [], PipelineLimits.None, Rate)).Run();

        Assert.Equal([TransitionKind.Critical, TransitionKind.Blind], run.Told.Select(one => one.Told.Kind));
        Assert.NotNull(run.State.JudgementOf(AnyFold.Pipeline)!.Incident);
    }

    private static List<ThroughputTransition> Tell(IEnumerable<FoldInput> arrivals, IEnumerable<FoldInput> signs) =>
        [.. new FoldScenarioRun(AnyFold.Make(arrivals, signs, PipelineLimits.None, Rate)).Run().Told.Select(one => one.Told)];
}
