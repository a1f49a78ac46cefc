using Microsoft.Extensions.Logging;

namespace S3Snowplow.RabbitMq.Diagnostics;

/// <summary>The log messages of this package, ids 3600 to 3699. None has a key, a payload, a credential or a user-info in it.</summary>
internal static partial class Log
{
    [LoggerMessage(3600, LogLevel.Information, "Source {Source}: consumes {Queue} at {Broker} by {Consumers} consumers of up to {Prefetch} messages each")]
    public static partial void Consuming(ILogger logger, string source, string queue, string broker, int consumers, int prefetch);

    [LoggerMessage(3601, LogLevel.Warning, "Source {Source}: the broker at {Broker} cannot be reached, {Failures} times in a row; it is tried again in {Delay}, the messages stay in the queue")]
    public static partial void ConnectFailed(ILogger logger, Exception exception, string source, string broker, int failures, TimeSpan delay);

    [LoggerMessage(3602, LogLevel.Warning, "Source {Source}: the connection is lost ({Reason}); {Count} messages that were not settled come again, and so may some that were acknowledged just before; their events have the same ids")]
    public static partial void ConnectionLost(ILogger logger, string source, string reason, int count);

    [LoggerMessage(3603, LogLevel.Information, "Source {Source}: made the {Kind} {Name}, which was missing")]
    public static partial void Made(ILogger logger, string source, string kind, string name);

    [LoggerMessage(3610, LogLevel.Warning, "Notification {NotificationId}: rejected, and moved to the queue {Queue}")]
    public static partial void RejectedMoved(ILogger logger, string notificationId, string queue);

    [LoggerMessage(3611, LogLevel.Error, "Source {Source}: {Count} rejected messages were not taken by the queue {Queue} ({Reason}); they stay in their own queue and come again")]
    public static partial void RejectedNotMoved(ILogger logger, string source, int count, string queue, string reason);
}
