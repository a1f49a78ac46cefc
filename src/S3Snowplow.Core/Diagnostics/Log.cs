using Microsoft.Extensions.Logging;

namespace S3Snowplow.Diagnostics;

/// <summary>The log messages of the core, ids 1000 to 1999. None has a key, a payload, a header or a user-info in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Relaying to {Collector} as {EventSchema} ({Layout} layout), application {AppId}")]
    public static partial void RelayStarted(ILogger logger, string collector, string eventSchema, string layout, string appId);

    [LoggerMessage(1001, LogLevel.Warning, "Notification {NotificationId}: {Kind} at {Path}, byte {Offset}: {Reason}")]
    public static partial void Problem(ILogger logger, string notificationId, NotificationProblemKind kind, string path, long offset, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Notification {NotificationId}: {Count} more problems")]
    public static partial void MoreProblems(ILogger logger, string notificationId, int count);

    [LoggerMessage(1003, LogLevel.Error, "Notification {NotificationId}: the object event at index {Index} could not be mapped; it is rejected, the others go on")]
    public static partial void MapperFailed(ILogger logger, Exception exception, string notificationId, int index);

    [LoggerMessage(1004, LogLevel.Error, "An observer of object events threw; the relay goes on")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Error, "Notification {NotificationId}: its source threw while it was settled as {Outcome}; it may come again")]
    public static partial void SettleFailed(ILogger logger, Exception exception, string notificationId, DeliveryOutcome outcome);

    [LoggerMessage(1006, LogLevel.Error, "Notification {NotificationId}: reading it failed in a way that was not foreseen; it is rejected")]
    public static partial void ReadFailed(ILogger logger, Exception exception, string notificationId);

    [LoggerMessage(1007, LogLevel.Error, "{Count} notifications, {NotificationId} first: their source threw while they were settled; they may come again")]
    public static partial void SettlesFailed(ILogger logger, Exception exception, int count, string notificationId);

    [LoggerMessage(1008, LogLevel.Warning, "EventBridge brings events of the detail-type {DetailType}, which Amazon S3 does not document. They are relayed; counted as data that arrived: {IsDataArrival}. Said once for each detail-type")]
    public static partial void UnknownDetailType(ILogger logger, string detailType, bool isDataArrival);

    [LoggerMessage(1010, LogLevel.Warning, "Rejected {Count} events: {Text} ({Reason})")]
    public static partial void Rejected(ILogger logger, int count, string text, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Expired {Count} events: {Text} ({Reason})")]
    public static partial void Expired(ILogger logger, int count, string text, string reason);

    [LoggerMessage(1012, LogLevel.Warning, "Abandoned {Count} events: {Text} ({Reason})")]
    public static partial void Abandoned(ILogger logger, int count, string text, string reason);

    [LoggerMessage(1020, LogLevel.Warning, "The collector fails ({Answer}); one request at a time is retried, nothing is lost meanwhile")]
    public static partial void Retrying(ILogger logger, string answer);

    [LoggerMessage(1021, LogLevel.Error, "What answers at the collector's address is no collector ({Answer}); sending is paused and probed, no event is rejected. Check the collector address, and that it has no path; where a collector of yours answers so, Delivery.AcceptedAnswers (ACCEPTED_ANSWERS) can list it")]
    public static partial void Misdirected(ILogger logger, string answer);

    [LoggerMessage(1022, LogLevel.Information, "The collector accepts events again")]
    public static partial void Recovered(ILogger logger);

    [LoggerMessage(1023, LogLevel.Error, "An attempt failed in a way that was not foreseen; it is retried")]
    public static partial void AttemptFailed(ILogger logger, Exception exception);
}
