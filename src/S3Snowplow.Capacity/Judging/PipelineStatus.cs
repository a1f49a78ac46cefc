namespace S3Snowplow.Capacity;

/// <summary>How a pipeline is, as of its last judged minute.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Time">The end of the last judged minute.</param>
/// <param name="IsUnknown">Whether nothing is known of that minute: no data came, and no sign of life of the source.</param>
/// <param name="IsSilent">Whether nothing has come for unusually long, while the source lives.</param>
/// <param name="LastData">The end of the last minute in which data of it was received; <see langword="null"/>: there was none.</param>
/// <param name="Incident">The incident that is open; <see langword="null"/>: none is.</param>
/// <param name="Figures">The figures of that minute.</param>
public sealed record PipelineStatus(string Name, DateTimeOffset Time, bool IsUnknown, bool IsSilent, DateTimeOffset? LastData, IncidentStatus? Incident, TransitionFigures Figures)
{
    /// <summary>The longest time of the last 8 days for which nothing came; <see langword="null"/>: that is not known.</summary>
    public TimeSpan? UsualGap { get; init; }
}
