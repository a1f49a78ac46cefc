using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Elasticsearch.Diagnostics;

/// <summary>The log messages of this package, ids 4040 to 4069. None has an object's key, a web hook's address or a credential in it.</summary>
internal static partial class Log
{
    [LoggerMessage(4043, LogLevel.Error, "Incidents not delivered ({Reason}); the next run tells them again")]
    public static partial void TransitionsNotDelivered(ILogger logger, string reason);

    [LoggerMessage(4044, LogLevel.Debug, "Whether closed indices are among those of {IndexPattern} is not known: the cluster does not say it, or not to these credentials")]
    public static partial void ClosedIndicesUnknown(ILogger logger, string indexPattern);

    [LoggerMessage(4045, LogLevel.Warning, "Read from Elasticsearch: {Warning}")]
    public static partial void ReadingWarning(ILogger logger, string warning);

    [LoggerMessage(4060, LogLevel.Information, "Each run of this function: {Part}")]
    public static partial void FunctionReady(ILogger logger, string part);

    [LoggerMessage(4061, LogLevel.Information, "Capacities of {Count} pipelines delivered, in effect from {EffectiveFrom:u}, revision {Revision}")]
    public static partial void CapacitiesSent(ILogger logger, int count, DateTimeOffset effectiveFrom, string revision);

    [LoggerMessage(4062, LogLevel.Warning, "{Count} alerts were not taken in the time of the run; they are tried in later runs while this process lives, and by later processes where a state is kept")]
    public static partial void AlertsUntold(ILogger logger, int count);
}
