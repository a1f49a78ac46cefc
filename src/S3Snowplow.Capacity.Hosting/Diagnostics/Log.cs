using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Hosting.Diagnostics;

/// <summary>The log messages of this package, ids 4500 to 4549.</summary>
internal static partial class Log
{
    [LoggerMessage(4500, LogLevel.Error, "The {Part} of capacities failed; it is started again in {Delay}, the relay goes on")]
    public static partial void PartFailed(ILogger logger, Exception exception, string part, TimeSpan delay);

    [LoggerMessage(4501, LogLevel.Error, "The judge's state was not kept at the end. {Reason}")]
    public static partial void NotSavedAtEnd(ILogger logger, string reason);

    [LoggerMessage(4502, LogLevel.Warning, "{First} Pipelines with too few channels: {Count}. Set channels in S3Snowplow:Alerts, for example Slack (docs/alerts.md)")]
    public static partial void ThinCoverage(ILogger logger, string first, int count);

    [LoggerMessage(4503, LogLevel.Information, "Test alert: channel {Channel} answered {Outcome}. If it says Accepted, look whether it arrived")]
    public static partial void TestTold(ILogger logger, string channel, AlertOutcome outcome);

    [LoggerMessage(4504, LogLevel.Error, "Test alert: channel {Channel} did not take it, {Outcome} ({Reason})")]
    public static partial void TestFailed(ILogger logger, string channel, AlertOutcome outcome, string? reason);

    [LoggerMessage(4505, LogLevel.Information, "{Count} objects match no input of the bands. Said once an hour at most")]
    public static partial void ObjectsUnmatched(ILogger logger, long count);
}
