using System.Net;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>Answers by their short names.</summary>
internal static class Answers
{
    public static readonly CollectorAnswer Ok = CollectorAnswer.Accepted(200);

    public static readonly CollectorAnswer Silence = CollectorAnswer.NoAnswer("connection_error");

    /// <summary>200 with a body that no collector sends.</summary>
    public static readonly CollectorAnswer Page = CollectorAnswer.Of(HttpStatusCode.OK, retryAfter: null, "text/html");

    /// <summary>What a collector answers with this status.</summary>
    public static CollectorAnswer Status(int status, TimeSpan? retryAfter = null) => status == 200 ? Ok : CollectorAnswer.Of((HttpStatusCode)status, retryAfter);
}
