namespace S3Snowplow.Lambda;

/// <summary>Carries what the handler of a scheduled event threw to where it is told as such.</summary>
/// <param name="cause">What it threw.</param>
#pragma warning disable CA1032, CA1064 // Nobody outside sees it.
internal sealed class ScheduledHandlerException(Exception cause) : Exception(cause.Message, cause);
#pragma warning restore CA1032, CA1064
