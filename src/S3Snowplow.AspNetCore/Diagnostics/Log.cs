using Microsoft.Extensions.Logging;

namespace S3Snowplow.AspNetCore.Diagnostics;

/// <summary>The log messages of this package, ids 3500 to 3599. None has a body, a key, a credential, a token or a sender's address in it.</summary>
internal static partial class Log
{
    [LoggerMessage(3500, LogLevel.Critical, "The host is stopped. {Problem}")]
    public static partial void Exposed(ILogger logger, string problem);

    [LoggerMessage(3501, LogLevel.Warning, "Webhook {Pattern}: {Count} requests were refused: {Reason}")]
    public static partial void SenderRefused(ILogger logger, string pattern, int count, string reason);

    [LoggerMessage(3502, LogLevel.Information, "Webhook {Pattern}: {Count} bodies were not taken, status {Status} (413 too large, 408 too slow, 400 not whole, -1 hung up, -2 too many at a time)")]
    public static partial void BodyRefused(ILogger logger, string pattern, int count, string status);

    [LoggerMessage(3503, LogLevel.Warning, "Webhook {Pattern}: {Count} notifications were not stored ({Reason}); their senders were told to come again")]
    public static partial void SpoolRefused(ILogger logger, string pattern, int count, string reason);

    [LoggerMessage(3504, LogLevel.Information, "Webhook {Pattern}: a subscription of Azure Event Grid was validated")]
    public static partial void EventGridValidated(ILogger logger, string pattern);

    [LoggerMessage(3510, LogLevel.Warning, "Webhook {Pattern}: {Count} messages of SNS were refused: {Reason}")]
    public static partial void SnsRefused(ILogger logger, string pattern, int count, string reason);

    [LoggerMessage(3511, LogLevel.Warning, "Webhook {Pattern}: {Count} messages of SNS could not be verified or confirmed, since it could not be asked ({Reason}); it was told to send them again")]
    public static partial void SnsUnreachable(ILogger logger, string pattern, int count, string reason);

    [LoggerMessage(3512, LogLevel.Information, "Webhook {Pattern}: the subscription to {Topic} is confirmed")]
    public static partial void SubscriptionConfirmed(ILogger logger, string pattern, string topic);

    [LoggerMessage(3513, LogLevel.Warning, "Webhook {Pattern}: the subscription to {Topic} has ended; subscribe again if that was not meant")]
    public static partial void Unsubscribed(ILogger logger, string pattern, string topic);
}
