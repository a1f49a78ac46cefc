using System.Diagnostics;

namespace S3Snowplow.Hosting.Spool;

/// <summary>A stored notification.</summary>
/// <param name="Number">Its place in the order of storing.</param>
/// <param name="Id">What its transport called it.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="TraceContext">The trace that it belongs to, or none.</param>
internal sealed record SpooledNotification(long Number, string Id, DateTimeOffset ArrivedAt, ReadOnlyMemory<byte> Body, ActivityContext TraceContext)
{
    // What the tools that make ids write: longer ones, and other characters, are the traces of damage, and might be part of the body.
    private const int MaxNameLength = 128;

    /// <summary>Whether its checksum says that it is not what was stored. Such a one is never relayed; it stays so wherever it is moved to.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>What logs may call it, also where it is damaged.</summary>
    public string Name =>
        !IsDamaged || (Id.Length is > 0 and <= MaxNameLength && Id.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.' or ':')) ? Id : $"number {Number}";

    /// <summary>The trace as the header <c>traceparent</c> of W3C Trace Context, level 1; <see langword="null"/> where there is none.</summary>
    public string? TraceParent => TraceContext == default ? null : $"00-{TraceContext.TraceId}-{TraceContext.SpanId}-{(byte)TraceContext.TraceFlags:x2}";

    /// <summary>The trace of a <see cref="TraceParent"/>.</summary>
    public static ActivityContext TraceOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out ActivityContext context) ? context : default;
}
