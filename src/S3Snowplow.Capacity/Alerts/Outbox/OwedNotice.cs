namespace S3Snowplow.Capacity.Alerts;

/// <summary>A notification that one channel is still to be given.</summary>
/// <param name="sequence">Which notification of its alert it is.</param>
/// <param name="phase">What it tells.</param>
/// <param name="severity">How bad it is.</param>
/// <param name="transition">The transition that it tells.</param>
/// <param name="since">Since when it is owed.</param>
internal sealed class OwedNotice(int sequence, AlertPhase phase, AlertSeverity severity, ThroughputTransition transition, DateTimeOffset since)
{
    public int Sequence { get; } = sequence;

    public AlertPhase Phase { get; } = phase;

    public AlertSeverity Severity { get; } = severity;

    public ThroughputTransition Transition { get; } = transition;

    public DateTimeOffset Since { get; } = since;

    /// <summary>How much of it is sent: less, each time that the channel refused it.</summary>
    public AlertSize Size { get; set; }

    /// <summary>How many attempts in a row were not answered.</summary>
    public int Failures { get; set; }

    /// <summary>When it may be attempted.</summary>
    public DateTimeOffset Due { get; set; } = since;

    /// <summary>Whether it waits for the state that notes it to be safe.</summary>
    public bool IsHeld { get; set; } = true;

    /// <summary>Whether even its smallest form was refused. It tells the time of each attempt from then on, so that the same bytes are never sent again.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The last reason for which it was not taken.</summary>
    public string? Reason { get; set; }
}
