namespace S3Snowplow.Capacity.Alerts;

/// <summary>What the bands say of a pipeline, and which of their sizes would take what comes now. Pure.</summary>
internal static class PipelineFacts
{
    private const int Thousand = 1000;
    private const int MinutesOfHour = 60;

    // The load's own bound: what is above it is told as this.
    private const long LoadNeverFits = 3000;

    /// <summary>The facts; <see langword="null"/> where the bands do not have the pipeline.</summary>
    /// <param name="bands">The bands.</param>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="figures">What was measured.</param>
    /// <param name="history">For how long load is remembered.</param>
    public static AlertPipeline? Of(CapacityBands? bands, string? name, TransitionFigures? figures, TimeSpan history)
    {
        if (name is null || bands?.Find(name) is not { } pipeline)
        {
            return null;
        }

        Int128? need = Need(figures, history);
        AlertBand? smallest = bands.Sizes
            .OrderBy(size => size.Value.BytesPerHour).ThenBy(size => size.Key, StringComparer.Ordinal)
            .Where(size => need is { } bytes && size.Value.BytesPerHour >= bytes)
            .Select(size => new AlertBand(size.Key, size.Value))
            .FirstOrDefault();

        // Where several sizes take the same, the pipeline's own name for it is the one to tell.
        if (smallest is { } found && found.Throughput.BytesPerHour == pipeline.Throughput.BytesPerHour)
        {
            smallest = new AlertBand(pipeline.Band, pipeline.Throughput);
        }

        return new AlertPipeline(pipeline.Band, pipeline.Throughput)
        {
            Owner = pipeline.Owner,
            Runbook = pipeline.Runbook,
            Rhythm = pipeline.Rhythm,
            MaxBehind = pipeline.MaxBehind,
            Smallest = smallest,
            IsNeedKnown = need is not null,
        };
    }

    /// <summary>What has to be taken in an hour so that no backlog grows; <see langword="null"/>: nobody knows.</summary>
    /// <remarks>
    /// The greater of two: what came in the time that is remembered, and what comes at present by the forecast. A load at its bound says only that it is more than three times too much.
    /// </remarks>
    public static Int128? Need(TransitionFigures? figures, TimeSpan history)
    {
        if (figures is null || figures.Rate <= 0)
        {
            return null;
        }

        // A ring that holds one file or none has no load to speak of.
        Int128? average = 2L * figures.Rhythm > history.TotalMinutes ? null
            : figures.Load >= LoadNeverFits ? null
            : Ceiling((Int128)figures.Rate * figures.Load, Thousand);
        Int128? present = null;
        if (figures.Forecast.Passes is { } passes)
        {
            Int128 room = ((Int128)figures.Rate * figures.LimitInForce / MinutesOfHour) - figures.Backlog;
            present = figures.Rate + Ceiling(Int128.Max(room, 0) * MinutesOfHour, Math.Max(passes, 1));
        }

        return average is { } one && present is { } other ? Int128.Max(one, other) : average ?? present;
    }

    private static Int128 Ceiling(Int128 dividend, Int128 divisor) => (dividend + divisor - 1) / divisor;
}
