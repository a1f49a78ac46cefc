using Microsoft.Extensions.Logging;

namespace S3Snowplow.Hosting.Diagnostics;

/// <summary>The log messages of this package, ids 3000 to 3999. None has a key, a payload, a credential or a user-info in it.</summary>
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
}
