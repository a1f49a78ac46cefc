using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What is the same whatever was read: the folding, and what has to be said of it.</summary>
internal static class SimulationSteps
{
    private const int FewestDays = 7;
    private const int MostUnmatched = 10;

    /// <summary>Folds, and puts together what was found.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="source">What was read, for people.</param>
    /// <param name="cells">What arrived.</param>
    /// <param name="span">The minutes.</param>
    /// <param name="facts">What has to be known of what was read.</param>
    /// <param name="notes">The same in sentences.</param>
    /// <param name="last">Further sentences, for the end.</param>
    /// <param name="console">Where progress goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static SimulationOutcome Fold(
        SimulateSettings settings,
        string source,
        ArrivalCells cells,
        ReplaySpan span,
        ReadFacts facts,
        IEnumerable<string> notes,
        IEnumerable<string> last,
        ToolConsole console,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<SimulatedPipeline> pipelines;
        using (ToolProgress progress = console.Progress("simulated", "minutes", span.Until + span.Lateness - span.First))
        {
            pipelines = Simulation.Run(cells, span, progress, cancellationToken);
        }

        return new SimulationOutcome(source, span, SimulationOutcome.Sorted(pipelines), cells.Unmatched, facts, [.. notes, .. Unmatched(cells), .. Outputs(cells), .. Few(settings, span), .. last]);
    }

    // A name that is wrong looks like a pipeline that is well.
    private static IEnumerable<string> Unmatched(ArrivalCells cells)
    {
        PipelineArrivals[] none = [.. cells.All.Where(one => one.Objects == 0 && one.Pipeline.Inputs.Count > 0)];
        foreach (PipelineArrivals one in none.Take(MostUnmatched))
        {
            yield return $"Nothing matched the inputs of '{AlertWords.Name(one.Pipeline.Name)}': {string.Join(", ", one.Pipeline.Inputs.Select(input => AlertWords.Name($"{input.Bucket}/{input.Prefix}")))}. Is the name right?";
        }

        if (none.Length > MostUnmatched)
        {
            yield return $"Nothing matched the inputs of {CountText.Of(none.Length - MostUnmatched, "further pipeline")} either.";
        }
    }

    private static IEnumerable<string> Outputs(ArrivalCells cells)
    {
        foreach (PipelineArrivals one in cells.All.Where(one => one.Pipeline.Outputs.Count > 0))
        {
            yield return one.ObservesDrain
                ? $"What {AlertWords.Name(one.Pipeline.Name)} has worked off is what lies in its outputs ({CountText.Of(one.DoneObjects, "object")}): it has worked off at least this, so it may have been less behind than shown."
                : $"Nothing that was read lies in the outputs of {AlertWords.Name(one.Pipeline.Name)}: they are not seen here, and its declared throughput is taken for what it works off.";
        }
    }

    private static IEnumerable<string> Few(SimulateSettings settings, ReplaySpan span)
    {
        long minutes = span.Until - span.From;
        if (minutes < FewestDays * Minutes.PerDay)
        {
            yield return $"This is {AlertWords.Minutes(minutes)} of history. A week or more shows what each day of the week brings.";
        }

        if (settings.AreBandsSuggested)
        {
            yield return "These bands were made from this history, so they fit it: put in what your processors take.";
        }

        if (settings.Lateness > 0)
        {
            yield return $"Each notification is taken to be {AlertWords.Minutes(settings.Lateness)} late (--lateness).";
        }
    }
}
