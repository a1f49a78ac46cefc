using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Reads the current document of a <see cref="NotificationContent"/>: finds out its shape and hands it to the reader of that shape.</summary>
internal static class DocumentReader
{
    // As many messages as the largest batch of SQS has. To find out that a document is no JSON costs an exception, some ten microseconds
    // and two kilobytes, and a notification of some megabytes may hold a million of them.
    private const int MaxBrokenDocuments = 10_000;

    /// <summary>How every document is read.</summary>
    internal static readonly JsonReaderOptions Options = new() { MaxDepth = NotificationReader.MaxJsonDepth };

    /// <summary>
    /// Reads the current document whole; if it is not JSON to its end, it yields one problem and nothing else. Documents may stand one behind the other, as Amazon Data Firehose writes
    /// them: each of them yields what it would yield alone.
    /// </summary>
    public static void Read(NotificationContent content)
    {
        ReadOnlySpan<byte> document = content.Documents.Current.Span;
        if (document.Trim(" \t\r\n"u8).IsEmpty)
        {
            content.AddProblem(NotificationProblemKind.NotJson, document.Length, JsonPath.Root, "the document is empty");
            return;
        }

        while (TryReadFirst(content, out int next))
        {
            content.Documents.Advance(next);
        }
    }

    /// <summary>Reads the document's first JSON value.</summary>
    /// <returns>Whether another one follows, and where.</returns>
    private static bool TryReadFirst(NotificationContent content, out int next)
    {
        next = 0;
        if (content.BrokenDocuments >= MaxBrokenDocuments)
        {
            content.AddProblem(NotificationProblemKind.NotJson, 0, JsonPath.Root, "not looked into, since 10,000 others of this notification are no JSON");
            return false;
        }

        if (Base64Text.TryRead(content))
        {
            return false;
        }

        NotificationContent.Mark before = content.Here();
        ReadOnlySpan<byte> document = content.Documents.Current.Span;
        var reader = new Utf8JsonReader(document, Options);
        try
        {
            reader.Read();
            ReadValue(ref reader, document, content);
            next = (int)reader.BytesConsumed;
            ReadOnlySpan<byte> rest = document[next..];
            if (rest.IsEmpty)
            {
                return false;
            }

            next += rest.Length - rest.TrimStart(" \t\r\n"u8).Length;
            if (next < document.Length && document[next] is (byte)'{' or (byte)'[')
            {
                return true;
            }

            // Throws where anything but white space follows.
            reader.Read();
        }
        catch (JsonException exception)
        {
            content.Withdraw(before);
            content.BrokenDocuments++;
            (long offset, string reason) = content.KeepsFurtherProblems ? JsonFault.Of(exception, reader, document) : (0, "");
            content.AddProblem(NotificationProblemKind.NotJson, offset, JsonPath.Root, reason);
        }

        return false;
    }

    /// <summary>Takes a wrapping off: reads the JSON that a string of the current document holds.</summary>
    public static void ReadText(NotificationContent content, JsonText text, JsonPath path, NotificationWrappings wrapping)
    {
        if (!HasRoom(content, text.Start, path))
        {
            return;
        }

        if (!content.Documents.TryEnter(text, path, wrapping))
        {
            content.AddProblem(NotificationProblemKind.NotJson, text.Start, path, "the string is not text: its bytes or escapes are not UTF-8");
            return;
        }

        ReadEntered(content);
    }

    /// <summary>Takes a wrapping off: reads the JSON whose bytes a string of the current document holds in Base64.</summary>
    public static void ReadBase64(NotificationContent content, JsonText text, JsonPath path, NotificationWrappings wrapping)
    {
        if (!HasRoom(content, text.Start, path))
        {
            return;
        }

        if (!content.Documents.TryEnterBase64(text, path, wrapping))
        {
            content.AddProblem(NotificationProblemKind.NotJson, text.Start, path, "the string is said to be Base64, and is not");
            return;
        }

        ReadEntered(content);
    }

    /// <summary>Takes a wrapping off: reads an object or array of the current document as a document of its own.</summary>
    public static void ReadPart(NotificationContent content, Range part, JsonPath path, NotificationWrappings wrapping)
    {
        if (HasRoom(content, part.Start.Value, path))
        {
            content.Documents.Enter(part, path, wrapping);
            ReadEntered(content);
        }
    }

    private static bool HasRoom(NotificationContent content, long offset, JsonPath path)
    {
        if (content.Documents.IsFull)
        {
            content.AddProblem(NotificationProblemKind.TooDeep, offset, path, "more than 16 wrappings lie around each other");
            return false;
        }

        return true;
    }

    private static void ReadEntered(NotificationContent content)
    {
        Read(content);
        content.Documents.Leave();
    }

    private static void ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadRecordsOrObject(ref reader, document, content);
                break;

            case JsonTokenType.StartArray:
                for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    ReadPart(content, JsonText.Take(ref reader).PartRange, new JsonPath("$", index), NotificationWrappings.None);
                }

                break;

            case JsonTokenType.String:
                ReadText(content, JsonText.Take(ref reader), JsonPath.Root, NotificationWrappings.JsonString);
                break;

            default:
                content.AddProblem(NotificationProblemKind.UnknownShape, reader.TokenStartIndex, JsonPath.Root, "a notification is a JSON object, or an array of them");
                break;
        }
    }

    // A list of records and nothing else is by far the most frequent; it needs no room for the members of other shapes.
    private static void ReadRecordsOrObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content)
    {
        long start = reader.TokenStartIndex;
        NotificationContent.Mark before = content.Here();
        reader.Read();
        bool hasRecords = false;
        if (reader.TokenType == JsonTokenType.PropertyName && MemberNames.Current(ref reader) == Member.Records)
        {
            Utf8JsonReader value = reader;
            value.Read();
            if (value.TokenType == JsonTokenType.StartArray)
            {
                reader = value;
                RecordListReader.Read(ref reader, document, content);
                reader.Read();
                hasRecords = true;
            }
        }

        if (!hasRecords || reader.TokenType != JsonTokenType.EndObject)
        {
            ReadObject(ref reader, document, content, start, before, hasRecords);
        }
    }

    /// <remarks>The order of recognition; the first that fits wins. A list of records is read where it stands, the rest once all members are seen.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content, long start, NotificationContent.Mark before, bool hasRecords)
    {
        var sns = default(SnsReader.Fields);
        var eventBridge = default(EventBridgeReader.Fields);
        var destination = default(LambdaDestinationReader.Fields);
        RecordReader.Fields record = default;
        record.Record.Start = (int)start;
        JsonText events = default;
        JsonText messages = default;
        bool hasMinioName = false;
        bool hasMinioKey = false;

        for (; reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            if (member == Member.Unknown)
            {
                reader.Skip();
            }
            else if (member == Member.Records && reader.TokenType == JsonTokenType.StartArray)
            {
                hasRecords = true;
                RecordListReader.Read(ref reader, document, content);
            }
            else if (member == Member.Event)
            {
                events = JsonText.Take(ref reader);
            }
            else if (member == Member.Messages)
            {
                messages = JsonText.Take(ref reader);
            }
            else if (!SnsReader.Take(member, ref reader, ref sns)
                && !EventBridgeReader.Take(member, ref reader, ref eventBridge)
                && !LambdaDestinationReader.Take(member, ref reader, ref destination)
                && !RecordReader.Take(member, ref reader, ref record))
            {
                hasMinioName |= member == Member.EventNameOfMinio;
                hasMinioKey |= member == Member.KeyOfMinio;
                reader.Skip();
            }
        }

        if (hasMinioName && hasMinioKey)
        {
            // Known only now: the members may stand behind the records.
            content.AddWrapping(before, NotificationWrappings.MinioWebhook);
        }

        _ = hasRecords
            || LambdaDestinationReader.TryRead(content, destination)
            || TestEventReader.TryRead(document, content, events)
            || SnsReader.TryReadEnvelope(document, content, sns)
            || ListReader.TryRead(content, messages, events)
            || RecordReader.TryRead(document, content, record, JsonPath.Root)
            || BodyReader.TryRead(document, content, record.Body, (int)start)
            || ForeignEvent.TryTellRecord(document, content, record.Record.Source)
            || EventBridgeReader.TryRead(document, content, eventBridge)
            || CloudReader.TryRead(content, document, (int)start, (int)reader.BytesConsumed)
            || AddUnknownShape(document[(int)start..], start, JsonPath.Root, content);
    }

    /// <summary>
    /// Reads what an object of no known shape has in it, or else adds the problem that it has none. The problem names the members, so that one sees what came; never their values.
    /// </summary>
    public static bool AddUnknownShape(ReadOnlySpan<byte> value, long offset, JsonPath path, NotificationContent content)
    {
        if (InnerRecords.TryRead(value, offset, content))
        {
            return true;
        }

        if (!content.KeepsFurtherProblems)
        {
            content.AddProblem(NotificationProblemKind.UnknownShape, offset, path, "");
            return true;
        }

        const int MaxNames = 12;
        const int MaxNameLength = 40;
        var names = new StringBuilder("the JSON has the shape of no known notification; its members are: ");
        int count = 0;
        var reader = new Utf8JsonReader(value, isFinalBlock: false, new JsonReaderState(Options));
        for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Read(), reader.TrySkip())
        {
            if (count++ < MaxNames)
            {
                names.Append(count == 1 ? "" : ", ");
                foreach (byte letter in reader.ValueSpan[..Math.Min(MaxNameLength, reader.ValueSpan.Length)])
                {
                    // Printable ASCII only: a name goes into logs, which must not be forged by a line feed in it.
                    names.Append(letter is > 0x20 and < 0x7F ? (char)letter : '?');
                }
            }
        }

        names.Append(count == 0 ? "(none)" : count > MaxNames ? $" and {count - MaxNames} more" : "");
        content.AddProblem(NotificationProblemKind.UnknownShape, offset, path, names.ToString());
        return true;
    }
}
