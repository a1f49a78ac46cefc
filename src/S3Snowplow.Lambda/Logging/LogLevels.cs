using Microsoft.Extensions.Logging;

namespace S3Snowplow.Lambda.Logging;

/// <summary>Levels by the names that AWS Lambda has for them, by which it filters.</summary>
internal static class LogLevels
{
    /// <summary>The level that <c>AWS_LAMBDA_LOG_LEVEL</c> names; information where it names none.</summary>
    public static LogLevel Of(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
