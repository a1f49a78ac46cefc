using System.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>One thing to tell by one channel, with the figures of now. The words for it are <see cref="AlertText"/>'s.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Phase">Whether it begins, goes on or is over.</param>
/// <param name="Severity">How bad it is; of what is over, how bad it was.</param>
/// <param name="Incident">The root of every deduplication key, the same from the opening to the end and after restarts: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>.</param>
/// <param name="Sequence">Which notification of the incident it is, from 1. The same on every repetition.</param>
/// <param name="Transition">The transition that it tells; of a reminder, the last one.</param>
public sealed record AlertNotice(AlertTopic Topic, AlertPhase Phase, AlertSeverity Severity, string Incident, int Sequence, ThroughputTransition Transition)
{
    /// <summary>The name of the source, which says where it comes from.</summary>
    public string Source { get; init; } = "s3snowplow";

    /// <summary>Of which pipeline; <see langword="null"/>: of the source as a whole.</summary>
    public string? Pipeline => Transition.Pipeline;

    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it became critical; <see langword="null"/>: it did not.</summary>
    public DateTimeOffset? CriticalSince { get; init; }

    /// <summary>When what it says was so.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it was over; <see langword="null"/> while it goes on.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The figures of <see cref="At"/>; <see langword="null"/> where nothing was measured.</summary>
    public TransitionFigures? Figures { get; init; }

    /// <summary>What the bands say of the pipeline; <see langword="null"/>: they say nothing of it, or the alert is about the source.</summary>
    public AlertPipeline? Facts { get; init; }

    /// <summary>How often it was reminded of, this one included; 0: not.</summary>
    public int Reminder { get; init; }

    /// <summary>How much of it is to be told.</summary>
    public AlertSize Size { get; init; }

    /// <summary>Whether this channel has, or may have, an open alert of it at <see cref="AlertSeverity.Warning"/>.</summary>
    public bool MayHaveWarning { get; init; }

    /// <summary>Whether this channel has, or may have, an open alert of it at another severity.</summary>
    public bool MayHaveOpened { get; init; }

    /// <summary>The sequence number of the first notification that this channel was given of it: the head of a thread.</summary>
    public int FirstSequence { get; init; } = 1;

    /// <summary>What the channel's own last answer of this matter gave to keep.</summary>
    public string? Reference { get; init; }

    /// <summary>The channels that could not be told before it was over, each with the reason.</summary>
    public IReadOnlyList<string> Untold { get; init; } = [];

    /// <summary>The page that shows it, with the time range of the incident; <see langword="null"/>: there is none.</summary>
    public Uri? Page { get; init; }

    /// <summary>The limit that was set for all, in minutes: one above it is told with its reason.</summary>
    public int LimitSetMinutes { get; init; } = 60;

    /// <summary>For how many minutes load is remembered.</summary>
    public int HistoryMinutes { get; init; } = 360;

    /// <summary>What to do; <see langword="null"/>: the owner gave nothing.</summary>
    public Uri? Runbook => Facts?.Runbook;

    /// <summary>The id of this notification, equal on all repetitions: what a receiver leaves duplicates out by.</summary>
    public string MessageId => $"{Incident}-{Sequence}";

    /// <summary>One word for it: <c>warning</c>, <c>critical</c>, <c>reminder</c>, <c>recovered</c>, <c>removed</c>, <c>blind</c>, <c>seen</c>, <c>silent</c>, <c>heard</c>, <c>capacity_suspect</c>, <c>throughput_differs</c>, <c>test</c>; <c>closed</c> where it ended without a transition.</summary>
    public string Kind => (Topic, Phase) switch
    {
        (AlertTopic.Test, _) => "test",
        (_, AlertPhase.Reminded) => "reminder",
        (_, AlertPhase.Closed) when Transition.Kind.Phase() != AlertPhase.Closed => "closed",
        (_, AlertPhase.Opened or AlertPhase.Closed) => Transition.Kind.Name(),
        _ => throw new UnreachableException($"{Phase} is no phase."),
    };

    /// <summary>One word for the severity: <c>info</c>, <c>warning</c>, <c>error</c>, <c>critical</c>; <c>ok</c> where it is over.</summary>
    public string SeverityName => Phase == AlertPhase.Closed ? "ok" : Severity switch
    {
        AlertSeverity.Info => "info",
        AlertSeverity.Warning => "warning",
        AlertSeverity.Error => "error",
        AlertSeverity.Critical => "critical",
        _ => throw new UnreachableException($"{Severity} is no severity."),
    };
}
