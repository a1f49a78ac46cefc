namespace S3Snowplow.Lambda.Http;

/// <summary>What came is no HTTP answer, or ended before the answer did. The message has no subject: whoever knows who was asked puts it in front.</summary>
#pragma warning disable CA1032, CA1064 // Nobody outside sees it.
internal sealed class HttpAnswerException(string message) : IOException(message);
#pragma warning restore CA1032, CA1064
