using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Takes messages out of what a Cloudflare queue gives to an HTTP pull: <c>result.messages[].body</c>, base64 for JSON, or an object where a Worker forwarded it.</summary>
/// <remarks>Source: developers.cloudflare.com/queues/configuration/pull-consumers.</remarks>
internal static class CloudflareQueueReader
{
    /// <summary>Reads the messages; <see langword="false"/>, and nothing is read, where the object has no messages of this shape.</summary>
    public static bool TryRead(in CloudObject found) =>
        ListedMessages.TryRead(found, "result.messages", "body", NotificationWrappings.CloudflareQueue)
        || ListedMessages.TryRead(found, "messages", "body", NotificationWrappings.CloudflareQueue)
        || ListedMessages.TryRead(found, "result", "body", NotificationWrappings.CloudflareQueue);
}
