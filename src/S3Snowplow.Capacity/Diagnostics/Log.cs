using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Diagnostics;

/// <summary>The log messages of this package, ids 4000 to 4999. None has an object's key, a webhook's address or a clone URL in it.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Judging begins: {Beginning}")]
    public static partial void JudgeStarted(ILogger logger, string beginning);

    [LoggerMessage(4001, LogLevel.Error, "Not all was judged; the next run makes up for it. Said once an hour while it lasts. {Reason}")]
    public static partial void NothingJudged(ILogger logger, string reason);

    [LoggerMessage(4002, LogLevel.Error, "The judge's state was not kept; tried again by the next run. After a restart it would go on from the last one that was kept, and what was told since is told again. Said once an hour while it lasts. {Reason}")]
    public static partial void StateNotSaved(ILogger logger, string reason);

    [LoggerMessage(4003, LogLevel.Information, "Another judge uses the same state and has told these minutes; this one goes on from what it kept. Said once an hour while it lasts")]
    public static partial void AnotherJudge(ILogger logger);

    [LoggerMessage(4004, LogLevel.Warning, "The clock went back by more than an hour: every pipeline is judged anew from {Time:u}. Open incidents and what was learned stay")]
    public static partial void ClockWentBack(ILogger logger, DateTimeOffset time);

    [LoggerMessage(4005, LogLevel.Error, "What was counted could not be written to the journal in '{Folder}' ({Reason}); a process that is killed now loses what it counted since it kept its state. Said once an hour while it lasts")]
    public static partial void JournalNotWritten(ILogger logger, string folder, string reason);

    [LoggerMessage(4030, LogLevel.Information, "Bands of {Count} pipelines in effect from {EffectiveFrom:u}, revision {Revision}")]
    public static partial void BandsTaken(ILogger logger, int count, DateTimeOffset effectiveFrom, string revision);

    [LoggerMessage(4031, LogLevel.Error, "Bands not taken, those before stay in effect: {Reason}")]
    public static partial void BandsRefused(ILogger logger, string reason);

    [LoggerMessage(4032, LogLevel.Warning, "The history of branch {Branch} was rewritten or cut off: the last commit read does not lead to its tip. The tip's full state is taken")]
    public static partial void HistoryRewritten(ILogger logger, string branch);

    [LoggerMessage(4033, LogLevel.Warning, "The source of bands could not be read ({Reason}); tried again at the next poll")]
    public static partial void SourceFailed(ILogger logger, string reason);

    [LoggerMessage(4034, LogLevel.Error, "Capacities not delivered ({Reason}); they are sent again before anything newer")]
    public static partial void CapacitiesNotDelivered(ILogger logger, string reason);

    [LoggerMessage(4035, LogLevel.Warning, "{Part} is dated {EffectiveFrom:u}, which is in the future; it is in effect from now on. Is a clock or a time zone wrong where it was written?")]
    public static partial void EffectiveInFuture(ILogger logger, string part, DateTimeOffset effectiveFrom);

    [LoggerMessage(4036, LogLevel.Error, "Bands taken but for some files: {Reason}")]
    public static partial void BandsHarmed(ILogger logger, string reason);

    [LoggerMessage(4100, LogLevel.Warning, "{Text}")]
    public static partial void AlertOpened(ILogger logger, string text);

    [LoggerMessage(4101, LogLevel.Information, "{Text}")]
    public static partial void AlertClosed(ILogger logger, string text);

    [LoggerMessage(4102, LogLevel.Warning, "Channel {Channel} fails since {Since:u} ({Reason}); it is owed {Count} notifications, and tried again")]
    public static partial void AlertChannelFails(ILogger logger, string channel, DateTimeOffset since, string reason, int count);

    [LoggerMessage(4103, LogLevel.Error, "Channel {Channel} is broken since {Since:u} ({Reason}); it is owed {Count} notifications, which are kept. Mend its address, its credential or what it refuses; it is tried every 5 to 15 minutes")]
    public static partial void AlertChannelBroken(ILogger logger, string channel, DateTimeOffset since, string reason, int count);

    [LoggerMessage(4104, LogLevel.Information, "Channel {Channel} works again; it failed since {Since:u}")]
    public static partial void AlertChannelWorks(ILogger logger, string channel, DateTimeOffset since);

    [LoggerMessage(4105, LogLevel.Warning, "Channel {Channel} refused a notification of {Incident} ({Reason}); a shorter one is sent")]
    public static partial void AlertShortened(ILogger logger, string channel, string incident, string reason);

    [LoggerMessage(4106, LogLevel.Error, "Channel {Channel} was not told of {Incident}, and is not going to be ({Reason})")]
    public static partial void AlertNeverTold(ILogger logger, string channel, string incident, string reason);

    [LoggerMessage(4107, LogLevel.Information, "{Incident} falls into a silence until {Until:u}; it is recorded and not sent")]
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
}
