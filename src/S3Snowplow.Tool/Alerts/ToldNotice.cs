using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What a command tells, in the form from which <see cref="AlertText"/> makes the words of every channel.</summary>
internal static class ToldNotice
{
    /// <summary>Makes one.</summary>
    /// <param name="told">What is told.</param>
    /// <param name="bands">What the bands say of the pipeline; <see langword="null"/>: there are no bands.</param>
    /// <param name="source">The name under which it is told.</param>
    /// <param name="options">The limits that were judged by.</param>
    public static AlertNotice Of(ThroughputTransition told, CapacityBands? bands, string source, JudgementOptions options) =>
        TransitionNotice.Of(told, bands, source, options.MaxBehind, options.History);
}
