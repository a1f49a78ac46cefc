using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Takes the message out of Huawei's SMN, which is made like SNS with other names.</summary>
/// <remarks>Source: support.huaweicloud.com, "SMN: HTTP or HTTPS message format".</remarks>
internal static class HuaweiSmnReader
{
    /// <summary>Reads the message; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        JsonText message = found.Find("message");
        if (!message.IsString)
        {
            return false;
        }

        if (found.Is("type", "SubscriptionConfirmation"u8) || found.Is("type", "UnsubscribeConfirmation"u8))
        {
            return found.AddForeign("a confirmation of Huawei's SMN, whose subscription is confirmed where it was made,");
        }

        found.Unwrap(message, found.PathOf("message"), NotificationWrappings.HuaweiSmn);
        return true;
    }
}
