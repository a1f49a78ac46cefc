using System.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>What can be told. Whoever reads it does so by a <c>switch</c> over all of them.</summary>
public enum TransitionKind
{
    /// <summary>Work has waited for longer than a rhythm, and is not going to be done in time.</summary>
    Warning,

    /// <summary>More work waits than may.</summary>
    Critical,

    /// <summary>An incident has ended: no work waits.</summary>
    Recovered,

    /// <summary>The pipeline was removed while an incident was open.</summary>
    Removed,

    /// <summary>Nothing at all is heard from the source.</summary>
    Blind,

    /// <summary>The source is heard again.</summary>
    Seen,

    /// <summary>A pipeline has got nothing for unusually long, while its source lives.</summary>
    Silent,

    /// <summary>It gets something again.</summary>
    Heard,

    /// <summary>A capacity was said that is twenty times the one before, or a twentieth of it.</summary>
    CapacitySuspect,

    /// <summary>What is worked off is less than half, or more than twice, of what was declared.</summary>
    ThroughputDiffers,
}

/// <summary>The words for the kinds, as ids and events have them. They never change.</summary>
public static class TransitionKindNames
{
    /// <summary>The word.</summary>
    public static string Name(this TransitionKind kind) => kind switch
    {
        TransitionKind.Warning => "warning",
        TransitionKind.Critical => "critical",
        TransitionKind.Recovered => "recovered",
        TransitionKind.Removed => "removed",
        TransitionKind.Blind => "blind",
        TransitionKind.Seen => "seen",
        TransitionKind.Silent => "silent",
        TransitionKind.Heard => "heard",
        TransitionKind.CapacitySuspect => "capacity_suspect",
        TransitionKind.ThroughputDiffers => "throughput_differs",
        _ => throw new UnreachableException($"{kind} has no word."),
    };
}
