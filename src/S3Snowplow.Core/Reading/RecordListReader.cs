using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Reads a <c>Records</c> array. Each element tells for itself what it is: an SQS message, an SNS message, or an S3 record.</summary>
internal static class RecordListReader
{
    /// <param name="reader">Stands at the array's start; afterwards at its end.</param>
    /// <param name="document">The bytes that <paramref name="reader"/> reads.</param>
    /// <param name="content">Takes what is found.</param>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content)
    {
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadElement(ref reader, document, content, index);
            }
            else
            {
                content.AddProblem(NotificationProblemKind.UnknownShape, reader.TokenStartIndex, new JsonPath("$.Records", index), "a record is a JSON object");
                reader.Skip();
            }
        }
    }

    private static void ReadElement(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, NotificationContent content, int index)
    {
        var record = new S3RecordReader.Fields { Start = (int)reader.TokenStartIndex };
        JsonText snsSource = default;
        JsonText body = default;
        JsonText message = default;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            switch (member)
            {
                case Member.EventSource:
                    record.Source = JsonText.Take(ref reader);
                    break;
                case Member.EventSourceSns:
                    snsSource = JsonText.Take(ref reader);
                    break;
                case Member.Body:
                    body = JsonText.Take(ref reader);
                    break;
                case Member.Sns when reader.TokenType == JsonTokenType.StartObject:
                    message = SnsReader.TakeMessage(ref reader);
                    break;
                default:
                    if (!S3RecordReader.Take(member, ref reader, ref record))
                    {
                        reader.Skip();
                    }

                    break;
            }
        }

        if (record.Source.Equals(document, "aws:sqs"u8))
        {
            ReadBody(content, record.Start, body, new JsonPath("$.Records", index, ".body"));
        }
        else if (snsSource.Equals(document, "aws:sns"u8) && message.IsString)
        {
            DocumentReader.ReadText(content, message, new JsonPath("$.Records", index, ".Sns.Message"), NotificationWrappings.SnsRecord);
        }
        else if (record.HasBucketAndObject)
        {
            S3RecordReader.Build(document, content, record, index);
        }
        else if (!CloudReader.TryReadRecord(content, document, record.Start, (int)reader.BytesConsumed, index))
        {
            DocumentReader.AddUnknownShape(document[record.Start..], record.Start, new JsonPath("$.Records", index), content);
        }
    }

    private static void ReadBody(NotificationContent content, int start, JsonText body, JsonPath path)
    {
        switch (body.Type)
        {
            case JsonTokenType.String:
                DocumentReader.ReadText(content, body, path, NotificationWrappings.SqsBatch);
                break;

            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                // A hop has parsed the body already.
                DocumentReader.ReadPart(content, body.Range, path, NotificationWrappings.SqsBatch);
                break;

            default:
                content.AddProblem(NotificationProblemKind.UnknownShape, body.Type == JsonTokenType.None ? start : body.Start, path, "the SQS message has no body; a string that holds JSON is needed");
                break;
        }
    }
}
