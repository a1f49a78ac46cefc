using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What there is to tell, in the form from which <see cref="AlertText"/> makes the words of every channel.</summary>
internal static class ToldNotice
{
    /// <summary>Makes one.</summary>
    /// <param name="told">What is told.</param>
    /// <param name="bands">What the bands say of the pipeline; <see langword="null"/>: there are no bands.</param>
    /// <param name="source">The name under which it is told.</param>
    /// <param name="options">The limits that were judged by.</param>
    public static AlertNotice Of(ThroughputTransition told, CapacityBands? bands, string source, JudgementOptions options)
    {
        bool isOver = told.Kind.Phase() == AlertPhase.Closed;
        return new AlertNotice(told.Kind.Topic(), told.Kind.Phase(), told.Kind.Severity(), told.IdFor(source).ToString("n"), 1, told)
        {
            Source = source,
            Since = told.IncidentTime ?? told.Time,
            At = told.Time,
            Ended = isOver ? told.Time : null,
            Figures = told.Figures,
            Facts = PipelineFacts.Of(bands, told.Pipeline, told.Figures, options.History),
            LimitSetMinutes = (int)options.MaxBehind.TotalMinutes,
            HistoryMinutes = (int)options.History.TotalMinutes,
        };
    }
}
