using Microsoft.Extensions.Logging;

namespace S3Snowplow.Hosting.Diagnostics;

/// <summary>The log messages of this package, ids 3000 to 3499. None has a key, a payload, a credential or a user-info in it.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Relay {Relay}: source {Source} is read")]
    public static partial void SourceStarted(ILogger logger, string relay, string source);

    [LoggerMessage(3001, LogLevel.Warning, "Relay {Relay}: source {Source} failed, {Failures} times in a row; it is started again in {Delay}, what it has not given stays where it is")]
    public static partial void SourceFailed(ILogger logger, Exception exception, string relay, string source, int failures, TimeSpan delay);

    [LoggerMessage(3002, LogLevel.Critical, "Relay {Relay}: source {Source} failed, {Failures} times in a row, and is given up; what it has not given stays where it is. Mend it and restart the process")]
    public static partial void SourceGivenUp(ILogger logger, Exception exception, string relay, string source, int failures);

    [LoggerMessage(3003, LogLevel.Information, "Relay {Relay}: source {Source} has no more")]
    public static partial void SourceEnded(ILogger logger, string relay, string source);

    [LoggerMessage(3004, LogLevel.Information, "Relay {Relay}: stopping; what is open is sent for at most {Time}, the rest is given back")]
    public static partial void Stopping(ILogger logger, string relay, TimeSpan time);

    [LoggerMessage(3005, LogLevel.Warning, "Relay {Relay}: source {Source} failed while it was stopped ({Reason}); what it has not given stays where it is")]
    public static partial void SourceFailedStopping(ILogger logger, string relay, string source, string reason);

    [LoggerMessage(3010, LogLevel.Information, "Source {Source}: receives from {Queue}, region {Region}, by {Receivers} receivers")]
    public static partial void SqsReading(ILogger logger, string source, string queue, string region, int receivers);

    [LoggerMessage(3011, LogLevel.Warning, "Source {Source}: receiving failed ({Reason}), {Failures} times in a row; it is tried again in {Delay}, the messages stay in the queue")]
    public static partial void SqsReceiveFailed(ILogger logger, string source, string reason, int failures, TimeSpan delay);

    [LoggerMessage(3012, LogLevel.Information, "Source {Source}: receives again")]
    public static partial void SqsReceiveRecovered(ILogger logger, string source);

    [LoggerMessage(3013, LogLevel.Warning, "Source {Source}: {Count} messages could not be kept hidden ({Reason}); if that goes on they come again")]
    public static partial void SqsRenewFailed(ILogger logger, string source, int count, string reason);

    [LoggerMessage(3014, LogLevel.Warning, "Source {Source}: {Count} messages were held for {MaxHold} and are not kept hidden any longer; they come again")]
    public static partial void SqsHeldTooLong(ILogger logger, string source, int count, TimeSpan maxHold);

    [LoggerMessage(3015, LogLevel.Warning, "Source {Source}: {Count} messages could be neither deleted nor given back ({Reason}); they come again when their time is up, and their events have the same ids")]
    public static partial void SqsNotSettled(ILogger logger, string source, int count, string reason);

    [LoggerMessage(3020, LogLevel.Information, "The spool in {Folder} is open; it has {Count} notifications, and {Rejected} rejected ones")]
    public static partial void SpoolOpened(ILogger logger, string folder, long count, long rejected);

    [LoggerMessage(3021, LogLevel.Error, "A file of the spool was damaged. It is set aside in {Folder}; {Count} notifications were read from it and are relayed")]
    public static partial void SpoolDamaged(ILogger logger, string folder, int count);

    [LoggerMessage(3022, LogLevel.Error, "The spool could not write; what was to be stored was refused, its senders keep it")]
    public static partial void SpoolWriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(3023, LogLevel.Error, "Notification {NotificationId}: it was not delivered within {MaxAge} and is moved to the spool's rejected ones")]
    public static partial void SpoolTooOld(ILogger logger, string notificationId, TimeSpan maxAge);

    [LoggerMessage(3024, LogLevel.Error, "Notification {NotificationId}: it cannot be moved to the spool's rejected ones and stays in the spool; make room there, or replay them")]
    public static partial void SpoolRejectedFull(ILogger logger, Exception exception, string notificationId);
}
