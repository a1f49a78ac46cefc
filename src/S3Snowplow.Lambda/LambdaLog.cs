using Microsoft.Extensions.Logging;

namespace S3Snowplow.Lambda;

/// <summary>The log messages of the Lambda package, ids 2000 to 2999. None has a key, a payload, a header or a user-info in it.</summary>
internal static partial class LambdaLog
{
    [LoggerMessage(2000, LogLevel.Error, "The function cannot start: {Reason}")]
    public static partial void InitFailed(ILogger logger, string reason);

    [LoggerMessage(2001, LogLevel.Warning, "Relayed {Messages} messages; {Failed} go back to the queue")]
    public static partial void BatchFailures(ILogger logger, int messages, int failed);

    [LoggerMessage(2002, LogLevel.Error, "The invocation failed: {Reason}")]
    public static partial void NotDelivered(ILogger logger, string reason);

    [LoggerMessage(2003, LogLevel.Error, "The invocation failed in a way that was not foreseen; AWS Lambda is told, and tries it again where its trigger does")]
    public static partial void InvocationFailed(ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "The Runtime API refused {Path} with HTTP {Status}; the invocation counts as it does without it, and the next one is taken")]
    public static partial void ResponseRefused(ILogger logger, string path, int status);

    [LoggerMessage(2005, LogLevel.Critical, "The function ends: {Reason}")]
    public static partial void RuntimeFailed(ILogger logger, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "A scheduled event came, and the function has no handler for it; nothing is done")]
    public static partial void ScheduledEventIgnored(ILogger logger);

    [LoggerMessage(2007, LogLevel.Warning, "A request that nobody waits for is still under way at the deadline; the invocation is answered all the same")]
    public static partial void StillBusy(ILogger logger);

    [LoggerMessage(2008, LogLevel.Error, "The handler of a scheduled event failed: {Reason}. AWS Lambda is told; it is run again by the schedule's retry, or by the next schedule")]
    public static partial void ScheduledHandlerFailed(ILogger logger, Exception exception, string reason);
}
