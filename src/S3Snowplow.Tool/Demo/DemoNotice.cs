using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What there is to tell, in the form that the words are made from.</summary>
internal static class DemoNotice
{
    public static AlertNotice Of(ThroughputTransition told, PipelineBand? pipeline, string source)
    {
        bool isOver = told.Kind is TransitionKind.Recovered or TransitionKind.Removed or TransitionKind.Seen or TransitionKind.Heard;
        return new AlertNotice(
            told.Kind switch
            {
                TransitionKind.Warning or TransitionKind.Critical or TransitionKind.Recovered or TransitionKind.Removed => AlertTopic.Overload,
                TransitionKind.Blind or TransitionKind.Seen => AlertTopic.Blind,
                TransitionKind.Silent or TransitionKind.Heard => AlertTopic.Silent,
                TransitionKind.CapacitySuspect => AlertTopic.CapacitySuspect,
                TransitionKind.ThroughputDiffers => AlertTopic.ThroughputDiffers,
                _ => throw new InvalidOperationException($"{told.Kind} is not known here."),
            },
            isOver ? AlertPhase.Closed : AlertPhase.Opened,
            told.Kind == TransitionKind.Critical ? AlertSeverity.Critical : AlertSeverity.Warning,
            told.IdFor(source).ToString("n"),
            1,
            told)
        {
            Source = source,
            Since = told.IncidentTime ?? told.Time,
            At = told.Time,
            Ended = isOver ? told.Time : null,
            Figures = told.Figures,
            Facts = pipeline is null ? null : new AlertPipeline(pipeline.Band, pipeline.Throughput) { Owner = pipeline.Owner, Runbook = pipeline.Runbook, Rhythm = pipeline.Rhythm, MaxBehind = pipeline.MaxBehind },
        };
    }
}
