using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Snowplow.Lambda;

/// <summary>The elements of a batch's <c>Records</c>: messages, with their bodies as the queue had them, and whatever else stands there.</summary>
/// <param name="payload">The invocation's payload.</param>
/// <param name="start">Where its JSON begins, behind a byte order mark.</param>
internal sealed class MessageBatch(ReadOnlyMemory<byte> payload, int start)
{
    private readonly List<Element> _elements = [];
    private byte[] _unescaped = [];
    private int _used;

    /// <summary>Whether there is no element.</summary>
    public bool IsEmpty => _elements.Count == 0;

    /// <summary>Whether a message comes from a queue that keeps their order.</summary>
    public bool IsFifo { get; private set; }

    /// <summary>Reads the array at whose start the reader stands, to its end.</summary>
    /// <returns>Whether it is a batch: an element is a message that can be listed, or there is no element.</returns>
    public bool Read(ref Utf8JsonReader reader)
    {
        int first = _elements.Count;
        bool isBatch = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Element element = ReadElement(ref reader);
            isBatch |= element is { IsMessage: true, Id: not null };
            _elements.Add(element);
        }

        return isBatch || _elements.Count == first;
    }

    /// <summary>A notification of each element, in their order.</summary>
    /// <param name="requestId">The id of those that have none.</param>
    /// <param name="unlisted">The indexes of those that have none.</param>
    public List<Notification> ToNotifications(string requestId, out HashSet<int> unlisted)
    {
        List<Notification> notifications = new(_elements.Count);
        unlisted = [];
        foreach (Element element in _elements)
        {
            if (element.Id is null)
            {
                unlisted.Add(notifications.Count);
            }

            string id = element.Id ?? requestId;
            notifications.Add(element.IsMessage ? new Notification(element.Body, id) { BodyOffset = element.BodyAt } : Alone(element, id));
        }

        return notifications;
    }

    /// <summary>Whether the string or name at which the reader stands is this text. Half a surrogate pair is in no text of ours, and must not end the reading.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            return false;
        }
    }

    private Element ReadElement(ref Utf8JsonReader reader)
    {
        var element = new Element { From = start + (int)reader.TokenStartIndex };
        element.BodyAt = element.From;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, ref element);
        }
        else
        {
            reader.Skip();
        }

        element.To = start + (int)reader.BytesConsumed;
        return element;
    }

    private void ReadMembers(ref Utf8JsonReader reader, ref Element element)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = Is(ref reader, "messageId"u8);
            bool isBody = Is(ref reader, "body"u8);
            bool isSource = Is(ref reader, "eventSource"u8);
            bool isQueue = Is(ref reader, "eventSourceARN"u8);
            reader.Read();
            bool isText = reader.TokenType == JsonTokenType.String;
            if (isBody)
            {
                ReadBody(ref reader, ref element);
            }
            else if (isId)
            {
                element.Id = isText ? IdOrNull(ref reader) : null;
            }
            else if (isSource)
            {
                element.IsMessage = isText && Is(ref reader, "aws:sqs"u8);
            }
            else if (isQueue)
            {
                IsFifo |= isText && reader.ValueSpan.EndsWith(".fifo"u8);
            }

            reader.Skip();
        }
    }

    private void ReadBody(ref Utf8JsonReader reader, ref Element element)
    {
        int at = start + (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.String)
        {
            element.BodyAt = at + 1;
            element.Body = Text(ref reader, at + 1);
            return;
        }

        // As the JSON that it is: a hop may have parsed the body already, and of anything else the reader says that it is no notification.
        reader.Skip();
        element.BodyAt = at;
        element.Body = payload[at..(start + (int)reader.BytesConsumed)];
    }

    private ReadOnlyMemory<byte> Text(ref Utf8JsonReader reader, int at)
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

    private static string? IdOrNull(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is { Length: > 0 } id ? id : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // What is no message is read as the only record of a list, which is what it would be without the others.
    private Notification Alone(in Element element, string id)
    {
        ReadOnlySpan<byte> before = "{\"Records\":["u8;
        return new Notification((byte[])[.. before, .. payload.Span[element.From..element.To], .. "]}"u8], id) { BodyOffset = element.From - before.Length };
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Element
    {
        public int From, To;
        public bool IsMessage;
        public string? Id;
        public ReadOnlyMemory<byte> Body;
        public int BodyAt;
    }
}
