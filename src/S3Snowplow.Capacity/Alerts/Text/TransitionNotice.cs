namespace S3Snowplow.Capacity.Alerts;

/// <summary>A transition in the form from which <see cref="AlertText"/> makes words, where no outbox tells it: in a terminal, a report, a page.</summary>
internal static class TransitionNotice
{
    /// <summary>Makes one.</summary>
    /// <param name="told">What is told.</param>
    /// <param name="bands">What the bands say of the pipeline; <see langword="null"/>: there are no bands.</param>
    /// <param name="source">The name under which it is told.</param>
    /// <param name="maxBehind">The limit that was set for all.</param>
    /// <param name="history">For how long load is remembered.</param>
    public static AlertNotice Of(ThroughputTransition told, CapacityBands? bands, string source, TimeSpan maxBehind, TimeSpan history)
    {
        AlertPhase phase = told.Kind.Phase();
        return new AlertNotice(told.Kind.Topic(), phase, told.Kind.Severity(), told.IdFor(source).ToString("n"), 1, told)
        {
            Source = source,
            Since = told.IncidentTime ?? told.Time,
            At = told.Time,
            Ended = phase == AlertPhase.Closed ? told.Time : null,
            Figures = told.Figures,
            Facts = PipelineFacts.Of(bands, told.Pipeline, told.Figures, history),
            LimitSetMinutes = (int)maxBehind.TotalMinutes,
            HistoryMinutes = (int)history.TotalMinutes,
        };
    }
}
