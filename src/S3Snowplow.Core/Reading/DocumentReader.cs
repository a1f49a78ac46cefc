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

    private static readonly JsonReaderOptions Options = new() { MaxDepth = NotificationReader.MaxJsonDepth };

    /// <summary>Reads the current document whole; if it is not JSON to its end, it yields one problem and nothing else.</summary>
    public static void Read(NotificationContent content)
    {
        ReadOnlySpan<byte> document = content.Documents.Current.Span;
        if (document.Trim(" \t\r\n"u8).IsEmpty)
        {
            content.AddProblem(NotificationProblemKind.NotJson, document.Length, JsonPath.Root, "the document is empty");
            return;
        }

        if (content.BrokenDocuments >= MaxBrokenDocuments)
        {
            content.AddProblem(NotificationProblemKind.NotJson, 0, JsonPath.Root, "not looked into, since 10,000 others of this notification are no JSON");
            return;
        }

        if (Base64Text.TryRead(content))
        {
            return;
        }

        NotificationContent.Mark before = content.Here();
        var reader = new Utf8JsonReader(document, Options);
        try
        {
            reader.Read();
            ReadValue(ref reader, document, content);

            // Throws where anything but white space follows.
            reader.Read();
        }
        catch (JsonException exception)
        {
            content.Withdraw(before);
            content.BrokenDocuments++;
            (long offset, string reason) = content.KeepsFurtherProblems ? WhyNotJson(exception, reader, document) : (0, "");
            content.AddProblem(NotificationProblemKind.NotJson, offset, JsonPath.Root, reason);
        }
    }

    /// <summary>Takes a wrapping off: reads the JSON that a string of the current document holds.</summary>
    public static void ReadText(NotificationContent content, JsonText text, JsonPath path, NotificationWrappings wrapping)
    {
        if (content.Documents.IsFull)
        {
            content.AddProblem(NotificationProblemKind.TooDeep, text.Start, path, "more than 16 wrappings lie around each other");
        }
        else if (!content.Documents.TryEnter(text, path, wrapping))
        {
            content.AddProblem(NotificationProblemKind.NotJson, text.Start, path, "the string is not text: its bytes or escapes are not UTF-8");
        }
        else
        {
            Read(content);
            content.Documents.Leave();
        }
    }

    /// <summary>Takes a wrapping off: reads an object or array of the current document as a document of its own.</summary>
    public static void ReadPart(NotificationContent content, Range part, JsonPath path, NotificationWrappings wrapping)
    {
        if (content.Documents.IsFull)
        {
            content.AddProblem(NotificationProblemKind.TooDeep, part.Start.Value, path, "more than 16 wrappings lie around each other");
            return;
        }

        content.Documents.Enter(part, path, wrapping);
        Read(content);
        content.Documents.Leave();
    }

    private static void ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, document, content);
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

    /// <remarks>The order of recognition; the first that fits wins. A list of records is read where it stands, the rest once all members are seen.</remarks>
    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content)
    {
        long start = reader.TokenStartIndex;
        var sns = default(SnsReader.Fields);
        var eventBridge = default(EventBridgeReader.Fields);
        var destination = default(LambdaDestinationReader.Fields);
        JsonText testEvent = default;
        NotificationContent.Mark before = content.Here();
        bool hasRecords = false;
        bool hasMinioName = false;
        bool hasMinioKey = false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            if (member == Member.Records && reader.TokenType == JsonTokenType.StartArray)
            {
                hasRecords = true;
                RecordListReader.Read(ref reader, document, content);
            }
            else if (member == Member.Event)
            {
                testEvent = JsonText.Take(ref reader);
            }
            else if (!SnsReader.Take(member, ref reader, ref sns)
                && !EventBridgeReader.Take(member, ref reader, ref eventBridge)
                && !LambdaDestinationReader.Take(member, ref reader, ref destination))
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
            || TestEventReader.TryRead(document, content, testEvent)
            || SnsReader.TryReadEnvelope(document, content, sns)
            || EventBridgeReader.TryRead(document, content, eventBridge)
            || CloudReader.TryRead(content, document, (int)start, (int)reader.BytesConsumed)
            || AddUnknownShape(document[(int)start..], start, JsonPath.Root, content);
    }

    /// <summary>Adds the problem of an object of no known shape. It names the members, so that one sees what came; never their values.</summary>
    public static bool AddUnknownShape(ReadOnlySpan<byte> value, long offset, JsonPath path, NotificationContent content)
    {
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

    private static (long Offset, string Reason) WhyNotJson(JsonException exception, in Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        if (IsCutOff(document))
        {
            return (document.Length, "the JSON ends before it is complete");
        }

        long offset = OffsetOf(exception, document);
        return (offset, OpensTooDeep(reader, document, offset) ? "the JSON nests deeper than 64 levels" : "this byte is no JSON, or not where JSON allows it");
    }

    // Asked of the framework, because the place that it names is not always the end: it is the comma behind which nothing comes.
    private static bool IsCutOff(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // What is open here: the reader counts an object or array as open only once it has stepped into it.
    private static bool OpensTooDeep(in Utf8JsonReader reader, ReadOnlySpan<byte> document, long offset) =>
        offset < document.Length && document[(int)offset] is (byte)'{' or (byte)'['
        && reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0) >= NotificationReader.MaxJsonDepth;

    private static long OffsetOf(JsonException exception, ReadOnlySpan<byte> document)
    {
        long lineStart = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            lineStart += document[(int)lineStart..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(document.Length, lineStart + (exception.BytePositionInLine ?? 0));
    }
}
