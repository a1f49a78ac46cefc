using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>Takes the message out of SNS: the envelope that SQS and HTTP endpoints get, and the record that Lambda gets.</summary>
/// <remarks>Source: Amazon SNS Developer Guide, "Parsing message formats"; Lambda spells the members of its record differently.</remarks>
internal static class SnsReader
{
    internal ref struct Fields
    {
        public JsonText Type, TopicArn, Message;
    }

    /// <summary>Takes a member of the envelope; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.Type:
                fields.Type = JsonText.Take(ref reader);
                return true;
            case Member.TopicArn:
                fields.TopicArn = JsonText.Take(ref reader);
                return true;
            case Member.Message:
                fields.Message = JsonText.Take(ref reader);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads an envelope's message. A subscription confirmation is a problem that says what to do: nobody but its owner may answer it.</summary>
    public static bool TryReadEnvelope(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields)
    {
        if (!fields.TopicArn.IsString || !fields.Message.IsString)
        {
            return false;
        }

        if (fields.Type.Equals(document, "Notification"u8))
        {
            DocumentReader.ReadText(content, fields.Message, new JsonPath("$.Message"), NotificationWrappings.SnsEnvelope);
            return true;
        }

        if (fields.Type.Equals(document, "SubscriptionConfirmation"u8) || fields.Type.Equals(document, "UnsubscribeConfirmation"u8))
        {
            content.AddForeign(fields.Type.Start, new JsonPath("$.Type"),
                "this is an SNS confirmation and no notification; confirm the subscription where it was made");
            return true;
        }

        return false;
    }

    /// <summary>Takes the message of the <c>Sns</c> object of a Lambda record.</summary>
    public static JsonText TakeMessage(ref Utf8JsonReader reader) => S3RecordReader.TakeOnly(Member.Message, ref reader);
}
