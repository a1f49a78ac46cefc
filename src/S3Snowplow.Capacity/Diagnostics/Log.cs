using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Diagnostics;

/// <summary>The log messages of this package, ids 4000 to 4999. None has an object's key, a webhook's address or a clone URL in it.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Monitoring {Count} pipelines; valid only if this process sees the whole stream of each. With several replicas, judge from Elasticsearch")]
    public static partial void MonitorStarted(ILogger logger, int count);

    [LoggerMessage(4001, LogLevel.Warning, "Pipeline {Pipeline}: nothing is known of the last minute, no object and no sign of life of the source; its state is held")]
    public static partial void PipelineUnknown(ILogger logger, string pipeline);

    [LoggerMessage(4002, LogLevel.Information, "Pipeline {Pipeline}: judged again")]
    public static partial void PipelineKnown(ILogger logger, string pipeline);

    [LoggerMessage(4003, LogLevel.Warning, "Pipeline {Pipeline} is no longer in the bands and is forgotten; {Reason}")]
    public static partial void PipelineForgotten(ILogger logger, string pipeline, string reason);

    [LoggerMessage(4004, LogLevel.Error, "The monitor's state could not be saved; a restart would begin from the last one that was")]
    public static partial void StateNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(4030, LogLevel.Information, "Bands of {Count} pipelines in effect from {EffectiveFrom}, revision {Revision}")]
    public static partial void BandsTaken(ILogger logger, int count, DateTimeOffset effectiveFrom, string revision);

    [LoggerMessage(4031, LogLevel.Error, "Bands not taken, those before stay in effect: {Reason}")]
    public static partial void BandsRefused(ILogger logger, string reason);

    [LoggerMessage(4032, LogLevel.Warning, "The history of branch {Branch} was rewritten: the last commit read is no ancestor of its tip. The tip's full state is taken")]
    public static partial void HistoryRewritten(ILogger logger, string branch);

    [LoggerMessage(4033, LogLevel.Warning, "The source of bands could not be read ({Reason}); tried again at the next poll")]
    public static partial void SourceFailed(ILogger logger, string reason);

    [LoggerMessage(4034, LogLevel.Error, "Capacities not delivered ({Reason}); they are sent again before anything newer")]
    public static partial void CapacitiesNotDelivered(ILogger logger, string reason);

    [LoggerMessage(4040, LogLevel.Warning, "Nothing was judged in this run; the next one judges its minutes too. {Reason}")]
    public static partial void NothingJudged(ILogger logger, string reason);

    [LoggerMessage(4041, LogLevel.Warning, "Pipeline {Pipeline}: the store has had no event of it, of an object or of its capacity, for two heartbeats; its state is held")]
    public static partial void PipelineSilent(ILogger logger, string pipeline);

    [LoggerMessage(4042, LogLevel.Warning, "Pipeline {Pipeline}: the store has no capacity of it; it cannot be judged. Does a CapacityFeed send its events to the same pipeline?")]
    public static partial void PipelineMeasureless(ILogger logger, string pipeline);

    [LoggerMessage(4043, LogLevel.Error, "Incidents not delivered ({Reason}); the next run tells them again")]
    public static partial void TransitionsNotDelivered(ILogger logger, string reason);

    [LoggerMessage(4044, LogLevel.Information, "Pipeline {Pipeline}: the store has its capacity, and no object of the last {Lookback}. If some arrived, look at EventSchema, and whether the relay sends the pipeline entity")]
    public static partial void PipelineWithoutObjects(ILogger logger, string pipeline, TimeSpan lookback);

    [LoggerMessage(4050, LogLevel.Error, "The {Part} of capacities failed; it is started again in {Delay}, the relay goes on")]
    public static partial void PartFailed(ILogger logger, Exception exception, string part, TimeSpan delay);

    [LoggerMessage(4100, LogLevel.Warning, "{Text}")]
    public static partial void AlertOpened(ILogger logger, string text);

    [LoggerMessage(4101, LogLevel.Information, "{Text}")]
    public static partial void AlertClosed(ILogger logger, string text);

    [LoggerMessage(4102, LogLevel.Warning, "Channel {Channel} fails since {Since} ({Reason}); it is owed {Count} notifications, and tried again")]
    public static partial void AlertChannelFails(ILogger logger, string channel, DateTimeOffset since, string reason, int count);

    [LoggerMessage(4103, LogLevel.Error, "Channel {Channel} is broken since {Since} ({Reason}); it is owed {Count} notifications, which are kept. Mend its address, its credential or what it refuses; it is tried every 5 to 15 minutes")]
    public static partial void AlertChannelBroken(ILogger logger, string channel, DateTimeOffset since, string reason, int count);

    [LoggerMessage(4104, LogLevel.Information, "Channel {Channel} works again; it failed since {Since}")]
    public static partial void AlertChannelWorks(ILogger logger, string channel, DateTimeOffset since);

    [LoggerMessage(4105, LogLevel.Warning, "Channel {Channel} refused a notification of {Incident} ({Reason}); a shorter one is sent")]
    public static partial void AlertShortened(ILogger logger, string channel, string incident, string reason);

    [LoggerMessage(4106, LogLevel.Error, "Channel {Channel} was not told of {Incident}, and is not going to be ({Reason})")]
    public static partial void AlertNeverTold(ILogger logger, string channel, string incident, string reason);

    [LoggerMessage(4107, LogLevel.Information, "{Incident} falls into a silence until {Until}; it is recorded and not sent")]
    public static partial void AlertSilenced(ILogger logger, string incident, DateTimeOffset until);

    [LoggerMessage(4108, LogLevel.Warning, "{Incident} is told to channel {Channel} as well: {Reason}")]
    public static partial void AlertEscalated(ILogger logger, string incident, string channel, string reason);

    [LoggerMessage(4109, LogLevel.Error, "Channel {Channel} is in the settings no longer; {Count} notifications that it was owed are dropped")]
    public static partial void AlertChannelGone(ILogger logger, string channel, int count);

    [LoggerMessage(4110, LogLevel.Debug, "Channel {Channel} was told of {Incident}: {Kind}")]
    public static partial void AlertTold(ILogger logger, string channel, string incident, string kind);

    [LoggerMessage(4111, LogLevel.Warning, "The dead man's switch could not be reached ({Reason}); it is called again after the next run")]
    public static partial void DeadManFails(ILogger logger, string reason);

    [LoggerMessage(4112, LogLevel.Information, "The dead man's switch is reached again")]
    public static partial void DeadManWorks(ILogger logger);

    [LoggerMessage(4113, LogLevel.Warning, "Channel {Channel} took a notification of {Incident}, but not for everybody ({Reason})")]
    public static partial void AlertPartlyTold(ILogger logger, string channel, string incident, string reason);

    [LoggerMessage(4060, LogLevel.Information, "Each run of this function: {Part}")]
    public static partial void FunctionReady(ILogger logger, string part);

    [LoggerMessage(4061, LogLevel.Information, "Capacities of {Count} pipelines delivered, in effect from {EffectiveFrom}, revision {Revision}")]
    public static partial void CapacitiesSent(ILogger logger, int count, DateTimeOffset effectiveFrom, string revision);

    [LoggerMessage(4062, LogLevel.Warning, "{Count} alerts were not taken in the time of the run; they are tried in later runs while this process lives")]
    public static partial void AlertsUntold(ILogger logger, int count);
}
