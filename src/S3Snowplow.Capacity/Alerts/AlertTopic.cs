using System.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>What an alert is about. Each is a matter of its own, with a begin and, but for the last three, an end.</summary>
public enum AlertTopic
{
    /// <summary>A pipeline gets more than it can process: warning, critical, recovered, removed.</summary>
    Overload,

    /// <summary>Nothing is heard from the source: blind, seen.</summary>
    Blind,

    /// <summary>A pipeline gets nothing for unusually long: silent, heard.</summary>
    Silent,

    /// <summary>A capacity was said that cannot be right. It has no end.</summary>
    CapacitySuspect,

    /// <summary>What is worked off is not what was declared. It has no end.</summary>
    ThroughputDiffers,

    /// <summary>A test of the channel. Nobody has to act.</summary>
    Test,
}

/// <summary>Where in the life of its matter an alert stands.</summary>
public enum AlertPhase
{
    /// <summary>It begins, or has become worse.</summary>
    Opened,

    /// <summary>It goes on.</summary>
    Reminded,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>How bad it is. The order counts: a later one is worse.</summary>
public enum AlertSeverity
{
    /// <summary>To be looked at some time.</summary>
    Info,

    /// <summary>To be looked at today.</summary>
    Warning,

    /// <summary>Something that is relied on does not work.</summary>
    Error,

    /// <summary>Somebody has to act now.</summary>
    Critical,
}

/// <summary>How much an alert says. A channel that refused one is given the next smaller.</summary>
public enum AlertSize
{
    /// <summary>Everything, each field cut to what the service takes.</summary>
    Full,

    /// <summary>Without details: the sentence, since when, the links.</summary>
    Brief,

    /// <summary>One line: the sentence cut short, the incident and one link.</summary>
    Line,
}

/// <summary>The matter that a kind of transition belongs to.</summary>
internal static class AlertTopics
{
    public static AlertTopic Topic(this TransitionKind kind) => kind switch
    {
        TransitionKind.Warning or TransitionKind.Critical or TransitionKind.Recovered or TransitionKind.Removed => AlertTopic.Overload,
        TransitionKind.Blind or TransitionKind.Seen => AlertTopic.Blind,
        TransitionKind.Silent or TransitionKind.Heard => AlertTopic.Silent,
        TransitionKind.CapacitySuspect => AlertTopic.CapacitySuspect,
        TransitionKind.ThroughputDiffers => AlertTopic.ThroughputDiffers,
        _ => throw new UnreachableException($"{kind} belongs to no topic."),
    };

    public static AlertPhase Phase(this TransitionKind kind) => kind switch
    {
        TransitionKind.Warning or TransitionKind.Critical or TransitionKind.Blind or TransitionKind.Silent
            or TransitionKind.CapacitySuspect or TransitionKind.ThroughputDiffers => AlertPhase.Opened,
        TransitionKind.Recovered or TransitionKind.Removed or TransitionKind.Seen or TransitionKind.Heard => AlertPhase.Closed,
        _ => throw new UnreachableException($"{kind} is in no phase."),
    };

    /// <summary>How bad it is that this begins; of an end, the least.</summary>
    public static AlertSeverity Severity(this TransitionKind kind) => kind switch
    {
        TransitionKind.Critical => AlertSeverity.Critical,
        TransitionKind.Warning => AlertSeverity.Warning,
        TransitionKind.Blind or TransitionKind.Silent => AlertSeverity.Error,
        TransitionKind.Recovered or TransitionKind.Removed or TransitionKind.Seen or TransitionKind.Heard
            or TransitionKind.CapacitySuspect or TransitionKind.ThroughputDiffers => AlertSeverity.Info,
        _ => throw new UnreachableException($"{kind} has no severity."),
    };

    /// <summary>The word for the topic. It never changes.</summary>
    public static string Word(this AlertTopic topic) => topic switch
    {
        AlertTopic.Overload => "overload",
        AlertTopic.Blind => "blind",
        AlertTopic.Silent => "silent",
        AlertTopic.CapacitySuspect => "capacity_suspect",
        AlertTopic.ThroughputDiffers => "throughput_differs",
        AlertTopic.Test => "test",
        _ => throw new UnreachableException($"{topic} is no topic."),
    };

    /// <summary>Whether it is told once, and nothing ends it.</summary>
    public static bool HasNoEnd(this AlertTopic topic) => topic switch
    {
        AlertTopic.Overload or AlertTopic.Blind or AlertTopic.Silent => false,
        AlertTopic.CapacitySuspect or AlertTopic.ThroughputDiffers or AlertTopic.Test => true,
        _ => throw new UnreachableException($"{topic} is no topic."),
    };
}
