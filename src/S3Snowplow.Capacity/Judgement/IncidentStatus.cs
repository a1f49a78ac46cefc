namespace S3Snowplow.Capacity;

/// <summary>An incident that is open, with the figures of now.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="StartMinute">The minute with which it began, since the Unix epoch; never changes.</param>
/// <param name="IsCritical">How bad it is; never becomes less.</param>
/// <param name="Minute">The last judged minute.</param>
/// <param name="Figures">The figures of that minute.</param>
public sealed record IncidentStatus(string Pipeline, long StartMinute, bool IsCritical, long Minute, TransitionFigures Figures)
{
    /// <summary>The incident's id.</summary>
    public Guid Id => IncidentId.Of(Pipeline, StartMinute);
}
