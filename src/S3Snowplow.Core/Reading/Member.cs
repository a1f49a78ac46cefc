using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>The member names that the readers know, of all shapes and levels together.</summary>
internal enum Member
{
    Unknown = 0,
    Account, Arn, AwsRegion, Body, BodyOfReceivedMessage, Bucket, ConfigurationId, DeletionType, Detail, DetailType, ETag, Event, EventName, EventNameOfMinio, EventSource, EventSourceSns,
    EventTime, EventVersion, EventVersionEventBridge, Id, IsBase64Encoded, Key, KeyOfMinio, Message, Messages, Name, Object, OfHttpRequest, OfQueueMessage, OwnerIdentity, PrincipalId, PrincipalIdOfVersityGateway, Reason, Records, Region,
    RequestContext, RequestId, RequestIdEventBridge, RequestParameters, RequestPayload, Requester, ResponseElements, S3, Sequencer, Size, Sns, Source,
    SourceIp, SourceIpEventBridge, Time, TopicArn, Type, UserIdentity, VersionId,
}

/// <summary>Finds the member that a property name means, without making a string of it.</summary>
internal static class MemberNames
{
    /// <summary>The member at whose name <paramref name="reader"/> stands; a name may be written with escapes like any JSON string.</summary>
    public static Member Current(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Find(reader.ValueSpan);
        }

        Span<byte> unescaped = stackalloc byte[128];
        if (reader.ValueSpan.Length > unescaped.Length)
        {
            return Member.Unknown;
        }

        try
        {
            return Find(unescaped[..reader.CopyString(unescaped)]);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no name of ours.
            return Member.Unknown;
        }
    }

    /// <summary>The member of a name without escapes.</summary>
    // By length first: a comparison with a constant of known length is a few instructions.
    public static Member Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("s3"u8) ? Member.S3 : name.SequenceEqual("id"u8) ? Member.Id : Member.Unknown,
        3 => OfThree(name),
        4 => OfFour(name),
        5 => name.SequenceEqual("Event"u8) ? Member.Event : Member.Unknown,
        6 => OfSix(name),
        7 => name.SequenceEqual("Records"u8) ? Member.Records : name.SequenceEqual("Message"u8) ? Member.Message : name.SequenceEqual("account"u8) ? Member.Account : name.SequenceEqual("rawPath"u8) ? Member.OfHttpRequest : Member.Unknown,
        8 => OfEight(name),
        9 => OfNine(name),
        10 => OfTen(name),
        11 => OfEleven(name),
        12 => name.SequenceEqual("eventVersion"u8) ? Member.EventVersion : name.SequenceEqual("userIdentity"u8) ? Member.UserIdentity : Member.Unknown,
        13 => OfThirteen(name),
        14 => name.SequenceEqual("requestContext"u8) ? Member.RequestContext : name.SequenceEqual("requestPayload"u8) ? Member.RequestPayload : Member.Unknown,
        15 => name.SequenceEqual("configurationId"u8) ? Member.ConfigurationId : name.SequenceEqual("sourceIPAddress"u8) ? Member.SourceIp : name.SequenceEqual("isBase64Encoded"u8) ? Member.IsBase64Encoded : Member.Unknown,
        16 => name.SequenceEqual("responseElements"u8) ? Member.ResponseElements : name.SequenceEqual("x-amz-request-id"u8) ? Member.RequestId : Member.Unknown,
        17 => name.SequenceEqual("requestParameters"u8) ? Member.RequestParameters : name.SequenceEqual("source-ip-address"u8) ? Member.SourceIpEventBridge : name.SequenceEqual("is_base64_encoded"u8) ? Member.IsBase64Encoded : Member.Unknown,
        _ => Member.Unknown,
    };

    private static Member OfThree(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("key"u8) ? Member.Key
        : name.SequenceEqual("arn"u8) ? Member.Arn
        : name.SequenceEqual("Sns"u8) ? Member.Sns
        : name.SequenceEqual("Key"u8) ? Member.KeyOfMinio
        : Member.Unknown;

    private static Member OfFour(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("name"u8) ? Member.Name
        : name.SequenceEqual("size"u8) ? Member.Size
        : name.SequenceEqual("eTag"u8) ? Member.ETag
        : name.SequenceEqual("etag"u8) ? Member.ETag
        : name.SequenceEqual("body"u8) ? Member.Body
        : name.SequenceEqual("time"u8) ? Member.Time
        : name.SequenceEqual("Type"u8) ? Member.Type
        : name.SequenceEqual("Body"u8) ? Member.BodyOfReceivedMessage
        : Member.Unknown;

    private static Member OfSix(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("bucket"u8) ? Member.Bucket
        : name.SequenceEqual("object"u8) ? Member.Object
        : name.SequenceEqual("detail"u8) ? Member.Detail
        : name.SequenceEqual("source"u8) ? Member.Source
        : name.SequenceEqual("region"u8) ? Member.Region
        : name.SequenceEqual("reason"u8) ? Member.Reason
        : Member.Unknown;

    private static Member OfEight(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("TopicArn"u8) ? Member.TopicArn
        : name.SequenceEqual("Messages"u8) ? Member.Messages
        : name.SequenceEqual("routeKey"u8) ? Member.OfHttpRequest
        : name.SequenceEqual("raw_path"u8) ? Member.OfHttpRequest
        : Member.Unknown;

    private static Member OfNine(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("eventName"u8) ? Member.EventName
        : name.SequenceEqual("EventName"u8) ? Member.EventNameOfMinio
        : name.SequenceEqual("eventTime"u8) ? Member.EventTime
        : name.SequenceEqual("awsRegion"u8) ? Member.AwsRegion
        : name.SequenceEqual("sequencer"u8) ? Member.Sequencer
        : name.SequenceEqual("versionId"u8) ? Member.VersionId
        : name.SequenceEqual("requester"u8) ? Member.Requester
        : name.SequenceEqual("messageId"u8) ? Member.OfQueueMessage
        : name.SequenceEqual("MessageId"u8) ? Member.OfQueueMessage
        : name.SequenceEqual("md5OfBody"u8) ? Member.OfQueueMessage
        : name.SequenceEqual("MD5OfBody"u8) ? Member.OfQueueMessage
        : Member.Unknown;

    private static Member OfTen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("request-id"u8) ? Member.RequestIdEventBridge
        : name.SequenceEqual("version-id"u8) ? Member.VersionId
        : name.SequenceEqual("httpMethod"u8) ? Member.OfHttpRequest
        : Member.Unknown;

    private static Member OfEleven(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("eventSource"u8) ? Member.EventSource
        : name.SequenceEqual("EventSource"u8) ? Member.EventSourceSns
        : name.SequenceEqual("principalId"u8) ? Member.PrincipalId
        : name.SequenceEqual("detail-type"u8) ? Member.DetailType
        : name.SequenceEqual("PrincipalId"u8) ? Member.PrincipalIdOfVersityGateway
        : Member.Unknown;

    private static Member OfThirteen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ownerIdentity"u8) ? Member.OwnerIdentity
        : name.SequenceEqual("deletion-type"u8) ? Member.DeletionType
        : name.SequenceEqual("event-version"u8) ? Member.EventVersionEventBridge
        : name.SequenceEqual("receiptHandle"u8) ? Member.OfQueueMessage
        : name.SequenceEqual("ReceiptHandle"u8) ? Member.OfQueueMessage
        : Member.Unknown;
}
