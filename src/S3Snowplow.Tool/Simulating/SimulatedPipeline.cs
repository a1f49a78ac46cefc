using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What would have been told of a pipeline.</summary>
/// <param name="arrivals">What arrived for it.</param>
/// <param name="bands">The bands that it is judged by.</param>
/// <param name="span">The minutes.</param>
internal sealed class SimulatedPipeline(PipelineArrivals arrivals, CapacityBands bands, ReplaySpan span)
{
    private readonly List<SimulatedIncident> _incidents = [];
    private readonly List<ThroughputTransition> _told = [];
    private SimulatedIncident? _open;

    /// <summary>The pipeline as the bands have it.</summary>
    public PipelineBand Pipeline => arrivals.Pipeline;

    /// <summary>What arrived for it.</summary>
    public PipelineArrivals Arrivals => arrivals;

    /// <summary>Its minutes.</summary>
    public SimulatedSeries Series { get; } = new(span.From, span.Until);

    /// <summary>How it is judged to be at the end; <see langword="null"/>: nothing was judged.</summary>
    public PipelineJudgement? Judgement { get; set; }

    /// <summary>The incidents that reach into what is shown, in order of their begin.</summary>
    public IReadOnlyList<SimulatedIncident> Incidents => [.. _incidents.Where(one => one.Recovered is not { } end || end > Minutes.Time(span.From))];

    /// <summary>What would have been told in what is shown, in order.</summary>
    public IReadOnlyList<ThroughputTransition> Told => [.. _told.Where(told => told.Receipt >= span.From)];

    /// <summary>What is told, in the form from which words are made.</summary>
    public static AlertNotice Notice(ThroughputTransition told, CapacityBands bands) => ToldNotice.Of(told, bands, "simulation", new JudgementOptions());

    /// <summary>Takes what was told of it in a minute.</summary>
    public void Tell(ThroughputTransition told)
    {
        _told.Add(told);
        if (told.IncidentTime is not { } start)
        {
            return;
        }

        if (_open is null)
        {
            _incidents.Add(_open = new SimulatedIncident(start));
            _open.Waited(told.Figures?.Behind ?? 0);
            Series.TakePeak();
        }

        _open.Tell(told, bands);
        _open = _open.Recovered is null ? _open : null;
    }

    /// <summary>A minute was folded.</summary>
    public void Pass() => _open?.Waited(Series.TakePeak());
}
