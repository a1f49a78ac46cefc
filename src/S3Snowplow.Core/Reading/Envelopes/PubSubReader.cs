using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Takes messages out of Google Cloud Pub/Sub: pushed (<c>message</c>), pulled (<c>receivedMessages</c>), or alone. A message that does not come from Cloud Storage carries its notification in <c>data</c>, as base64.</summary>
/// <remarks>Source: cloud.google.com/pubsub/docs/push and the reference of <c>PubsubMessage</c>. A pushed message has its id and time twice, in two spellings.</remarks>
internal static class PubSubReader
{
    /// <summary>Reads what a push subscription sends.</summary>
    public static bool TryReadPushed(in CloudObject found)
    {
        JsonText message = found.Find("message");
        if (message.Type != JsonTokenType.StartObject || !IsMessage(CloudMemberNames.Of(found.Json[message.Range])))
        {
            return false;
        }

        found.Unwrap(message, found.PathOf("message"), NotificationWrappings.PubSub);
        return true;
    }

    /// <summary>Reads the answer to a pull.</summary>
    public static bool TryReadPulled(in CloudObject found) =>
        ListedMessages.TryRead(found, "receivedMessages", "message", NotificationWrappings.PubSub);

    /// <summary>Reads a message.</summary>
    public static bool TryReadMessage(in CloudObject message)
    {
        if (GoogleStorageReader.TryReadMessage(message))
        {
            return true;
        }

        JsonText data = message.Find("data");
        if (!data.IsString || !IsMessage(CloudMemberNames.Of(message.Json)))
        {
            return false;
        }

        message.Unwrap(data, message.PathOf("data"), NotificationWrappings.PubSub);
        return true;
    }

    private static bool IsMessage(CloudMembers members) => (members & (CloudMembers.Attributes | CloudMembers.MessageId)) != CloudMembers.None;
}
