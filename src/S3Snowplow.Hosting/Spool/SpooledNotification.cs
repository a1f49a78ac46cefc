using System.Diagnostics;

namespace S3Snowplow.Hosting.Spool;

/// <summary>A stored notification.</summary>
/// <param name="Number">Its place in the order of arrival.</param>
/// <param name="Id">What its transport called it.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="TraceContext">The trace that it belongs to, or none.</param>
internal sealed record SpooledNotification(long Number, string Id, DateTimeOffset ArrivedAt, ReadOnlyMemory<byte> Body, ActivityContext TraceContext)
{
    /// <summary>The trace as the header <c>traceparent</c> of W3C Trace Context, level 1; <see langword="null"/> where there is none.</summary>
    public string? TraceParent => TraceContext == default ? null : $"00-{TraceContext.TraceId}-{TraceContext.SpanId}-{(byte)TraceContext.TraceFlags:x2}";

    /// <summary>The trace of a <see cref="TraceParent"/>.</summary>
    public static ActivityContext TraceOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out ActivityContext context) ? context : default;
}
