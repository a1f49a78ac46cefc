using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What there was to tell, for programs.</summary>
internal sealed record ToldAnswer(DateTimeOffset Time, string? Pipeline, TransitionKind Kind, string State, string Headline)
{
    public static ToldAnswer Of(ThroughputTransition told, CapacityBands? bands, string source, JudgementOptions options)
    {
        AlertNotice notice = ToldNotice.Of(told, bands, source, options);
        return new ToldAnswer(told.Time, told.Pipeline, told.Kind, AlertText.State(notice), AlertText.Headline(notice));
    }
}

/// <summary>How a pipeline is doing, for programs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsCritical">Whether its incident is critical; absent without one.</param>
/// <param name="Since">Since when it is.</param>
/// <param name="IsUnknown">Whether nothing is known of the last minute.</param>
/// <param name="IsSilent">Whether it is silent for unusually long.</param>
/// <param name="BehindSeconds">How far it is behind.</param>
/// <param name="CapacityBytesPerHour">What it can take; 0: nobody has said.</param>
/// <param name="LastData">When the last object came.</param>
internal sealed record PipelineAnswer(
    string Name, bool? IsCritical, DateTimeOffset? Since, bool IsUnknown, bool IsSilent, long BehindSeconds, double CapacityBytesPerHour, DateTimeOffset? LastData)
{
    public static PipelineAnswer Of(PipelineStatus pipeline) => new(
        pipeline.Name,
        pipeline.Incident?.IsCritical,
        pipeline.Incident is { } incident ? DateTimeOffset.UnixEpoch.AddMinutes(incident.StartMinute) : null,
        pipeline.IsUnknown,
        pipeline.IsSilent,
        pipeline.Figures.Behind,
        pipeline.Figures.Rate > 0 ? new Throughput(pipeline.Figures.Rate).BytesPerHour : 0,
        pipeline.LastData);
}
