using System.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>How bad something is that is told.</summary>
public enum TransitionSeverity
{
    /// <summary>Something has ended or come back.</summary>
    None,

    /// <summary>Somebody should look in working hours.</summary>
    Warning,

    /// <summary>Somebody should look now.</summary>
    Critical,
}

/// <summary>The severities of the kinds, and the words for them, as events have them. They never change.</summary>
public static class TransitionSeverities
{
    /// <summary>How bad a kind is.</summary>
    public static TransitionSeverity IncidentSeverity(this TransitionKind kind) => kind switch
    {
        // Blind: nothing is judged any more, so whatever comes now is not told.
        TransitionKind.Critical or TransitionKind.Blind => TransitionSeverity.Critical,
        TransitionKind.Warning or TransitionKind.Silent or TransitionKind.CapacitySuspect or TransitionKind.ThroughputDiffers => TransitionSeverity.Warning,
        TransitionKind.Recovered or TransitionKind.Removed or TransitionKind.Seen or TransitionKind.Heard => TransitionSeverity.None,
        _ => throw new UnreachableException($"{kind} has no severity."),
    };

    /// <summary>The word.</summary>
    public static string Name(this TransitionSeverity severity) => severity switch
    {
        TransitionSeverity.None => "none",
        TransitionSeverity.Warning => "warning",
        TransitionSeverity.Critical => "critical",
        _ => throw new UnreachableException($"{severity} has no word."),
    };
}
