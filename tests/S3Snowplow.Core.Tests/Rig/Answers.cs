using System.Net;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>Answers by their short names.</summary>
internal static class Answers
{
    public static readonly CollectorAnswer Ok = CollectorAnswer.Accepted(200);

    public static readonly CollectorAnswer Silence = CollectorAnswer.NoAnswer("connection_error");

    /// <summary>The answer of a status that is not accepted; 200 here is that of no collector.</summary>
    public static CollectorAnswer Status(int status, TimeSpan? retryAfter = null) => CollectorAnswer.Of((HttpStatusCode)status, retryAfter);
}
