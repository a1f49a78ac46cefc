using System.Text;
using System.Text.Json;

namespace S3Snowplow.Lambda;

/// <summary>What sort of trigger sent a payload, as far as that decides what is answered.</summary>
internal enum PayloadKind
{
    /// <summary>One notification, of whatever shape: direct, SNS, EventBridge, an on-failure record, or something that is none.</summary>
    Single,

    /// <summary>Messages of a queue, each with an outcome of its own.</summary>
    SqsBatch,

    /// <summary>An event of a schedule, which is no notification.</summary>
    Scheduled,
}

/// <summary>
/// A payload, split into the notifications that can be acknowledged by themselves. Looks at no more than it takes for that: what they say is for
/// <see cref="Notifications.NotificationReader"/>.
/// </summary>
/// <remarks>
/// Sources: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS" (records, <c>messageId</c>, FIFO queues' names); Amazon EventBridge User Guide,
/// "Creating a rule that runs on a schedule" (<c>aws.events</c>) and EventBridge Scheduler User Guide (<c>aws.scheduler</c>).
/// </remarks>
internal sealed class InvocationPayload
{
    private InvocationPayload(PayloadKind kind, IReadOnlyList<Notification> notifications, bool isFifo = false)
    {
        Kind = kind;
        Notifications = notifications;
        IsFifo = isFifo;
    }

    public PayloadKind Kind { get; }

    /// <summary>The notifications in the payload's order; a message's id is the notification's.</summary>
    public IReadOnlyList<Notification> Notifications { get; }

    /// <summary>Whether the messages come from a queue that keeps their order.</summary>
    public bool IsFifo { get; }

    /// <summary>Splits a payload. Anything that is not wholly a batch of messages with ids is one notification.</summary>
    /// <param name="payload">The bytes; the notifications refer to them.</param>
    /// <param name="requestId">The id of a notification that has none of its own.</param>
    public static InvocationPayload Read(ReadOnlyMemory<byte> payload, string requestId)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        int start = payload.Span.StartsWith(mark) ? mark.Length : 0;
        var messages = new MessageList(payload, start);
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
            ? new InvocationPayload(kind, messages.Notifications, messages.IsFifo)
            : new InvocationPayload(kind, [new Notification(payload, requestId)]);
    }

    private static PayloadKind Recognise(ReadOnlySpan<byte> json, MessageList messages)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = S3Snowplow.Notifications.NotificationReader.MaxJsonDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return PayloadKind.Single;
        }

        bool isBatch = false;
        bool isSchedule = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isRecords = reader.ValueTextEquals("Records"u8);
            bool isSource = reader.ValueTextEquals("source"u8);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray)
            {
                // An empty list: SQS sends none, and nothing is in it either way.
                isBatch = messages.Read(ref reader);
            }
            else
            {
                isSchedule |= isSource && reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("aws.events"u8) || reader.ValueTextEquals("aws.scheduler"u8));
                reader.Skip();
            }
        }

        // What stands behind the object makes it no JSON.
        bool isWhole = !reader.Read();
        return !isWhole ? PayloadKind.Single : isBatch ? PayloadKind.SqsBatch : isSchedule ? PayloadKind.Scheduled : PayloadKind.Single;
    }

    /// <summary>The messages of a batch, with their bodies as the queue had them.</summary>
    private sealed class MessageList(ReadOnlyMemory<byte> payload, int start)
    {
        private byte[] _unescaped = [];
        private int _used;

        public List<Notification> Notifications { get; } = [];

        public bool IsFifo { get; private set; }

        /// <summary>Reads the array at whose start the reader stands, to its end.</summary>
        /// <returns>Whether each element is a message with an id.</returns>
        public bool Read(ref Utf8JsonReader reader)
        {
            bool isBatch = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                bool isMessage = reader.TokenType == JsonTokenType.StartObject && ReadMessage(ref reader);
                isBatch &= isMessage;
                reader.Skip();
            }

            return isBatch;
        }

        private bool ReadMessage(ref Utf8JsonReader reader)
        {
            bool isSqs = false;
            bool isFifo = false;
            string? id = null;
            ReadOnlyMemory<byte>? body = null;
            int bodyAt = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("messageId"u8))
                {
                    reader.Read();
                    id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
                else if (reader.ValueTextEquals("body"u8))
                {
                    reader.Read();
                    bodyAt = start + (int)reader.TokenStartIndex + 1;
                    // Not null alone: as an array it would convert to an empty body.
                    body = reader.TokenType == JsonTokenType.String ? Body(ref reader, bodyAt) : default(ReadOnlyMemory<byte>?);
                }
                else if (reader.ValueTextEquals("eventSource"u8))
                {
                    reader.Read();
                    isSqs = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("aws:sqs"u8);
                }
                else if (reader.ValueTextEquals("eventSourceARN"u8))
                {
                    reader.Read();
                    isFifo = reader.TokenType == JsonTokenType.String && reader.ValueSpan.EndsWith(".fifo"u8);
                }
                else
                {
                    reader.Read();
                }

                reader.Skip();
            }

            if (!isSqs || string.IsNullOrEmpty(id) || body is null)
            {
                return false;
            }

            IsFifo |= isFifo;
            Notifications.Add(new Notification(body.Value, id) { BodyOffset = bodyAt });
            return true;
        }

        private ReadOnlyMemory<byte> Body(ref Utf8JsonReader reader, int at)
        {
            int length = reader.ValueSpan.Length;
            if (!reader.ValueIsEscaped)
            {
                return payload.Slice(at, length);
            }

            if (_unescaped.Length == 0)
            {
                // All bodies together: text without its escapes is never longer.
                _unescaped = new byte[payload.Length];
            }

            try
            {
                Memory<byte> room = _unescaped.AsMemory(_used, length);
                int written = reader.CopyString(room.Span);
                _used += written;
                return room[..written];
            }
            catch (InvalidOperationException)
            {
                // No text (half a surrogate pair): as the JSON string that it is, for the reader to find the place.
                return payload.Slice(at - 1, length + 2);
            }
        }
    }
}
