using System.Text;
using S3Snowplow.Events;

namespace S3Snowplow.Capacity;

/// <summary>A time in which more comes in than a pipeline can take.</summary>
/// <param name="Start">The close of the first minute that fulfilled the condition; never changes afterwards.</param>
/// <param name="Window">The window that was above its limit, or the first configured one where the waiting time alone was too long.</param>
/// <param name="Trigger">What was exceeded.</param>
public sealed record Incident(DateTimeOffset Start, LoadWindow Window, IncidentTrigger Trigger)
{
    /// <summary>The namespace of incidents' ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/throughput_exceeded</c>.</summary>
    public static readonly Guid Namespace = EventIdentity.Create(UrlNamespace, "iglu:io.s3snowplow/throughput_exceeded"u8);

    // RFC 9562, section 6.6.
    internal static Guid UrlNamespace => new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The incident's id, the same wherever it is told: derived from the pipeline and the start.</summary>
    public Guid IdFor(string pipeline)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipeline);

        return Derive(pipeline, Start, "incident");
    }

    /// <summary>A UUID version 5 over pipeline, start and a word, each behind its length so that no two run into each other.</summary>
    internal static Guid Derive(string pipeline, DateTimeOffset start, string word) =>
        EventIdentity.Create(Namespace, Encoding.UTF8.GetBytes($"{pipeline.Length}:{pipeline}|{start.ToUnixTimeMilliseconds()}|{word}"));
}

/// <summary>What made an incident one.</summary>
public enum IncidentTrigger
{
    /// <summary>A window's load was above its limit.</summary>
    Load,

    /// <summary>The newest byte has to wait longer than <see cref="JudgementOptions.MaxBehind"/>.</summary>
    Behind,
}
