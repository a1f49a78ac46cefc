using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity.Aws.Diagnostics;

/// <summary>The log messages of this package, ids 4400 to 4449. None has an object's key, an account's number or a credential in it.</summary>
internal static partial class Log
{
    [LoggerMessage(4400, LogLevel.Error, "The bands in bucket {Bucket} are not taken, those before stay in effect: {Reason}")]
    public static partial void BandsRefused(ILogger logger, string bucket, string reason);

    [LoggerMessage(4401, LogLevel.Warning, "The bands in bucket {Bucket} were written {Written} by the store's clock, which is in the future here; they count from now on")]
    public static partial void BandsAhead(ILogger logger, string bucket, DateTimeOffset written);
}
