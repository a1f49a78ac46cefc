using System.Text;
using System.Text.Json;

namespace S3Snowplow.Lambda;

/// <summary>What sort of trigger sent a payload, as far as that decides what is answered.</summary>
internal enum PayloadKind
{
    /// <summary>One notification, of whatever shape: direct, SNS, EventBridge, an on-failure record, or something that is none.</summary>
    Single,

    /// <summary>Messages of a queue, each with an outcome of its own, and whatever else stands among them.</summary>
    SqsBatch,

    /// <summary>An event of a schedule, which is no notification.</summary>
    Scheduled,

    /// <summary>An HTTP request with a notification as its body, of a function URL, an API Gateway, a load balancer or VPC Lattice. Whoever sent it waits for a status.</summary>
    HttpRequest,
}

/// <summary>
/// A payload, split into the notifications that can be acknowledged by themselves. Looks at no more than it takes for that: what they say is for
/// <see cref="Reading.NotificationReader"/>.
/// </summary>
/// <remarks>
/// <para>One bad element of a batch fails nothing but itself, so each is a notification: a message without a body that is text, and also what is no message at all. What has
/// no <c>messageId</c> cannot be listed as failed, since Lambda takes an id that it does not know for a failure of the whole batch.</para>
/// Sources: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS" (records, <c>messageId</c>, FIFO queues' names); Amazon EventBridge User Guide,
/// "Creating a rule that runs on a schedule" (<c>aws.events</c>) and EventBridge Scheduler User Guide (<c>aws.scheduler</c>); EventBridge Pipes' user guide, "Batching and concurrency": an
/// SQS source hands the target an array of messages, and reads <c>batchItemFailures</c> from the answer. How HTTP requests look: <c>BodyReader</c> of the core has the sources.
/// </remarks>
internal sealed class InvocationPayload
{
    private readonly HashSet<int> _unlisted;

    private InvocationPayload(PayloadKind kind, IReadOnlyList<Notification> notifications, HashSet<int>? unlisted = null, bool isFifo = false)
    {
        Kind = kind;
        Notifications = notifications;
        IsFifo = isFifo;
        _unlisted = unlisted ?? [];
    }

    public PayloadKind Kind { get; }

    /// <summary>The notifications in the payload's order; a message's id is the notification's, and the request's id that of an element without one.</summary>
    public IReadOnlyList<Notification> Notifications { get; }

    /// <summary>Whether the messages come from a queue that keeps their order.</summary>
    public bool IsFifo { get; }

    /// <summary>Whether the notification at the index has an id of a message, by which Lambda can be told that it failed.</summary>
    public bool CanBeListed(int index) => !_unlisted.Contains(index);

    /// <summary>Splits a payload. A list in which no element is a message with an id is one notification, like anything else.</summary>
    /// <param name="payload">The bytes; the notifications refer to them.</param>
    /// <param name="requestId">The id of a notification that has none of its own.</param>
    public static InvocationPayload Read(ReadOnlyMemory<byte> payload, string requestId)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        int start = payload.Span.StartsWith(mark) ? mark.Length : 0;
        var messages = new MessageBatch(payload, start);
        PayloadKind kind;
        try
        {
            kind = Recognise(payload.Span[start..], messages);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // For the reader to say what is wrong, and where.
            kind = PayloadKind.Single;
        }

        return kind == PayloadKind.SqsBatch
            ? new InvocationPayload(kind, messages.ToNotifications(requestId, out HashSet<int> unlisted), unlisted, messages.IsFifo)
            : new InvocationPayload(kind, [new Notification(payload, requestId)]);
    }

    private static PayloadKind Recognise(ReadOnlySpan<byte> json, MessageBatch messages)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = S3Snowplow.Reading.NotificationReader.MaxJsonDepth });
        if (!reader.Read())
        {
            return PayloadKind.Single;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            // A pipe hands over the messages without an object around them.
            return messages.Read(ref reader) && !messages.IsEmpty && !reader.Read() ? PayloadKind.SqsBatch : PayloadKind.Single;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return PayloadKind.Single;
        }

        bool isBatch = false;
        bool isSchedule = false;
        bool isRequest = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isRecords = MessageBatch.Is(ref reader, "Records"u8);
            bool isSource = MessageBatch.Is(ref reader, "source"u8);
            isRequest |= IsOfRequest(ref reader);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray)
            {
                // An empty list: SQS sends none, and nothing is in it either way.
                isBatch |= messages.Read(ref reader);
            }
            else
            {
                isSchedule |= isSource && reader.TokenType == JsonTokenType.String && (MessageBatch.Is(ref reader, "aws.events"u8) || MessageBatch.Is(ref reader, "aws.scheduler"u8));
                reader.Skip();
            }
        }

        // What stands behind the object makes it no JSON.
        bool isWhole = !reader.Read();
        return !isWhole ? PayloadKind.Single
            : isBatch ? PayloadKind.SqsBatch
            : isSchedule ? PayloadKind.Scheduled
            : isRequest ? PayloadKind.HttpRequest
            : PayloadKind.Single;
    }

    // One of them is in each of the shapes, and in nothing else that a trigger sends.
    private static bool IsOfRequest(ref Utf8JsonReader name) =>
        MessageBatch.Is(ref name, "httpMethod"u8) || MessageBatch.Is(ref name, "isBase64Encoded"u8) || MessageBatch.Is(ref name, "rawPath"u8)
        || MessageBatch.Is(ref name, "is_base64_encoded"u8) || MessageBatch.Is(ref name, "raw_path"u8);
}
