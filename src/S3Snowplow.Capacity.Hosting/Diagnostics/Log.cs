using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Hosting.Diagnostics;

/// <summary>The log messages of this package, ids 4500 to 4549.</summary>
internal static partial class Log
{
    [LoggerMessage(4500, LogLevel.Error, "The {Part} of capacities failed; it is started again in {Delay}, the relay goes on")]
    public static partial void PartFailed(ILogger logger, Exception exception, string part, TimeSpan delay);

    [LoggerMessage(4501, LogLevel.Error, "The judge's state was not kept at the end. {Reason}")]
    public static partial void NotSavedAtEnd(ILogger logger, string reason);

    [LoggerMessage(4502, LogLevel.Warning, "Of {Count} pipelines, what is critical reaches one service or none. {First}")]
    public static partial void ThinCoverage(ILogger logger, int count, string first);
}
