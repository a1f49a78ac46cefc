using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Takes the body out of what carries one: an SQS message (as Lambda and Pipes have it, or as <c>aws sqs receive-message</c> prints it) and an HTTP request as a function URL, an
/// API Gateway (both versions of its payload), a load balancer or VPC Lattice hands it to a function.
/// </summary>
/// <remarks>
/// Sources: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Invoking Lambda function URLs"; Amazon SQS API Reference, "ReceiveMessage"; Amazon API Gateway Developer
/// Guide, "Input format of a Lambda function for proxy integration"; Elastic Load Balancing, "Lambda functions as targets"; VPC Lattice User Guide, "Lambda functions as targets".
/// </remarks>
internal static class BodyReader
{
    internal ref struct Fields
    {
        public JsonText Body, IsBase64;
        public bool IsReceived, HasMessageMark, HasRequestMark;

        /// <summary>The body's path behind the object's.</summary>
        public readonly string After => IsReceived ? ".Body" : ".body";
    }

    /// <summary>Takes a member of the message or request; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.Body:
                (fields.Body, fields.IsReceived) = (JsonText.Take(ref reader), false);
                return true;
            case Member.BodyOfReceivedMessage:
                (fields.Body, fields.IsReceived) = (JsonText.Take(ref reader), true);
                return true;
            case Member.IsBase64Encoded:
                fields.IsBase64 = JsonText.Take(ref reader);
                return true;
            case Member.OfQueueMessage:
                fields.HasMessageMark = true;
                reader.Skip();
                return true;
            case Member.OfHttpRequest:
                fields.HasRequestMark = true;
                reader.Skip();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads the body if this is a message or a request. One that has none is a problem.</summary>
    public static bool TryRead(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields, int start)
    {
        if (fields.HasRequestMark || !fields.IsBase64.IsNone)
        {
            ReadRequest(document, content, fields, start);
            return true;
        }

        // The mark alone is no message: others have a messageId too.
        if (!fields.HasMessageMark || fields.Body.Type == JsonTokenType.None)
        {
            return false;
        }

        ReadMessage(content, fields, start, JsonPath.Root);
        return true;
    }

    /// <summary>Reads the body of an SQS message.</summary>
    public static void ReadMessage(NotificationContent content, in Fields fields, int start, JsonPath at) =>
        Read(content, fields, start, at, NotificationWrappings.SqsBatch, "the SQS message has no body; a string that holds JSON is needed");

    private static void ReadRequest(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields, int start)
    {
        bool isBase64 = fields.IsBase64.Type == JsonTokenType.True || fields.IsBase64.Equals(document, "true"u8);
        if (!isBase64 || !fields.Body.IsString)
        {
            Read(content, fields, start, JsonPath.Root, NotificationWrappings.None, "the HTTP request has no body; JSON is needed");
        }
        else
        {
            DocumentReader.ReadBase64(content, fields.Body, JsonPath.Root with { After = fields.After }, NotificationWrappings.None);
        }
    }

    private static void Read(NotificationContent content, in Fields fields, int start, JsonPath at, NotificationWrappings wrapping, string reasonWithoutBody)
    {
        JsonText body = fields.Body;
        JsonPath path = at with { After = fields.After };
        switch (body.Type)
        {
            case JsonTokenType.String:
                DocumentReader.ReadText(content, body, path, wrapping);
                break;

            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                // A hop has parsed the body already.
                DocumentReader.ReadPart(content, body.Range, path, wrapping);
                break;

            default:
                content.AddProblem(NotificationProblemKind.UnknownShape, body.Type == JsonTokenType.None ? start : body.Start, path, reasonWithoutBody);
                break;
        }
    }
}
