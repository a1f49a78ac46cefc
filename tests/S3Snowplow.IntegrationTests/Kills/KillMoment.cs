namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>When a worker is killed.</summary>
internal enum KillMoment
{
    /// <summary>Between the start of the process and its first request: while it opens the spool, or connects.</summary>
    WhileStarting,

    /// <summary>When it has taken some notifications, while others are on their way to it.</summary>
    AfterTaken,

    /// <summary>When the collector has judged some events of it: around its answers, and around the removal of what it has delivered.</summary>
    AfterDelivered,

    /// <summary>When the collector has a request and keeps the answer back: the worker cannot know that its events are there.</summary>
    BeforeAnswer,

    /// <summary>When it has taken some notifications and can deliver none: the next one starts with all of them.</summary>
    WhileCollectorFails,

    /// <summary>When it has been asked to stop and finishes what is open.</summary>
    WhileStopping,
}
