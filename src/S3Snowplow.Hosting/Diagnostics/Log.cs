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

    [LoggerMessage(3021, LogLevel.Error, "A file of the spool is damaged: {Reason}. It is set aside in {Folder} and read from there; the spool goes on with a new file meanwhile")]
    public static partial void SpoolDamaged(ILogger logger, string folder, string reason);

    [LoggerMessage(3022, LogLevel.Error, "The spool could not write, {Count} times; what was to be stored was refused, its senders keep it")]
    public static partial void SpoolWriteFailed(ILogger logger, Exception exception, long count);

    [LoggerMessage(3023, LogLevel.Error, "{Count} notifications were not delivered within {MaxAge} and are moved to the spool's rejected ones; the last is {NotificationId}")]
    public static partial void SpoolTooOld(ILogger logger, long count, TimeSpan maxAge, string notificationId);

    [LoggerMessage(3024, LogLevel.Error, "{Count} notifications cannot be moved to the spool's rejected ones and stay in the spool, the last is {NotificationId}; make room there, or replay them")]
    public static partial void SpoolRejectedFull(ILogger logger, Exception exception, long count, string notificationId);

    [LoggerMessage(3025, LogLevel.Warning, "The damaged file in {Folder} is read, {Percent} % so far; {Count} notifications are taken over from it")]
    public static partial void SpoolRecovering(ILogger logger, string folder, long percent, long count);

    [LoggerMessage(3026, LogLevel.Error, "The damaged file in {Folder} was read to its end: {Count} notifications were taken over from it, {Damaged} damaged ones moved to the rejected ones, {Missing} could not be read")]
    public static partial void SpoolRecovered(ILogger logger, string folder, long count, long damaged, string missing);

    [LoggerMessage(3027, LogLevel.Error, "A damaged file of the spool is kept in {Folder} ({Reason}): {Count} notifications were taken over from it, {Damaged} damaged ones moved to the rejected ones, {Missing} could not be read. Remove the folder when nobody needs it")]
    public static partial void SpoolDamagedKept(ILogger logger, string folder, string reason, long count, long damaged, string missing);

    [LoggerMessage(3028, LogLevel.Warning, "What was read from the damaged file in {Folder} could not be stored; tried again in {Delay}, the file keeps it")]
    public static partial void SpoolRecoveryWaits(ILogger logger, Exception exception, string folder, TimeSpan delay);

    [LoggerMessage(3029, LogLevel.Error, "The damaged file in {Folder} cannot be read further; it is kept, and the next start tries again")]
    public static partial void SpoolRecoveryFailed(ILogger logger, Exception exception, string folder);

    [LoggerMessage(3030, LogLevel.Error, "{Count} notifications of the spool were damaged on the disk; they are not relayed but moved to its rejected ones, the last is {NotificationId}")]
    public static partial void SpoolNotificationDamaged(ILogger logger, long count, string notificationId);

    [LoggerMessage(3031, LogLevel.Error, "Notifications that belong among the spool's rejected ones could not be looked for; tried again soon")]
    public static partial void SpoolMovingFailed(ILogger logger, Exception exception);

    [LoggerMessage(3032, LogLevel.Warning, "{Count} notifications were rejected and are kept among the spool's rejected ones, the last is {NotificationId}; replay them once what was wrong is mended")]
    public static partial void SpoolRejectedKept(ILogger logger, long count, string notificationId);
}
