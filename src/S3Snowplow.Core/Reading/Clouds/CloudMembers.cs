using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>The members by which the objects of other worlds are recognised.</summary>
[Flags]
internal enum CloudMembers
{
    None = 0,
    Action = 1,
    Attributes = 1 << 1,
    BucketName = 1 << 2,
    CloudEventsVersion = 1 << 3,
    Cos = 1 << 4,
    Data = 1 << 5,
    Detail = 1 << 6,
    Event = 1 << 7,
    Events = 1 << 8,
    EventType = 1 << 9,
    EventTypeOfIbm = 1 << 10,
    Key = 1 << 11,
    Kind = 1 << 12,
    Message = 1 << 13,
    Messages = 1 << 14,
    Notification = 1 << 15,
    Object = 1 << 16,
    Obs = 1 << 17,
    Operation = 1 << 18,
    Oss = 1 << 19,
    ReceivedMessages = 1 << 20,
    Result = 1 << 21,
    SpecVersion = 1 << 22,
    Subject = 1 << 23,
    TopicUrn = 1 << 24,
    MessageId = 1 << 25,
    Bucket = 1 << 26,
    ConfirmationUrl = 1 << 27,
}

/// <summary>Finds out in one pass which of <see cref="CloudMembers"/> an object has, so that an object of no known shape costs one walk and no more.</summary>
internal static class CloudMemberNames
{
    private static readonly (byte[] Name, CloudMembers Member)[] Names =
    [
        ("action"u8.ToArray(), CloudMembers.Action),
        ("attributes"u8.ToArray(), CloudMembers.Attributes),
        ("bucket"u8.ToArray(), CloudMembers.Bucket),
        ("bucket_name"u8.ToArray(), CloudMembers.BucketName),
        ("cloudEventsVersion"u8.ToArray(), CloudMembers.CloudEventsVersion),
        ("ConfirmationURL"u8.ToArray(), CloudMembers.ConfirmationUrl),
        ("cos"u8.ToArray(), CloudMembers.Cos),
        ("data"u8.ToArray(), CloudMembers.Data),
        ("data_base64"u8.ToArray(), CloudMembers.Data),
        ("detail"u8.ToArray(), CloudMembers.Detail),
        ("event"u8.ToArray(), CloudMembers.Event),
        ("event_type"u8.ToArray(), CloudMembers.EventTypeOfIbm),
        ("eventType"u8.ToArray(), CloudMembers.EventType),
        ("events"u8.ToArray(), CloudMembers.Events),
        ("key"u8.ToArray(), CloudMembers.Key),
        ("kind"u8.ToArray(), CloudMembers.Kind),
        ("message"u8.ToArray(), CloudMembers.Message),
        ("message_id"u8.ToArray(), CloudMembers.MessageId),
        ("messageId"u8.ToArray(), CloudMembers.MessageId),
        ("messages"u8.ToArray(), CloudMembers.Messages),
        ("notification"u8.ToArray(), CloudMembers.Notification),
        ("object"u8.ToArray(), CloudMembers.Object),
        ("obs"u8.ToArray(), CloudMembers.Obs),
        ("operation"u8.ToArray(), CloudMembers.Operation),
        ("oss"u8.ToArray(), CloudMembers.Oss),
        ("receivedMessages"u8.ToArray(), CloudMembers.ReceivedMessages),
        ("result"u8.ToArray(), CloudMembers.Result),
        ("specversion"u8.ToArray(), CloudMembers.SpecVersion),
        ("subject"u8.ToArray(), CloudMembers.Subject),
        ("topic_urn"u8.ToArray(), CloudMembers.TopicUrn),
    ];

    /// <summary>The members of an object, known to be JSON.</summary>
    public static CloudMembers Of(ReadOnlySpan<byte> json)
    {
        CloudMembers found = CloudMembers.None;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NotificationReader.MaxJsonDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found |= Of(ref reader);
            reader.Read();
            reader.Skip();
        }

        return found;
    }

    private static CloudMembers Of(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Find(reader.ValueSpan);
        }

        Span<byte> unescaped = stackalloc byte[128];
        try
        {
            return reader.ValueSpan.Length > unescaped.Length ? CloudMembers.None : Find(unescaped[..reader.CopyString(unescaped)]);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no name of ours.
            return CloudMembers.None;
        }
    }

    private static CloudMembers Find(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] known, CloudMembers member) in Names)
        {
            if (name.SequenceEqual(known))
            {
                return member;
            }
        }

        return CloudMembers.None;
    }
}
