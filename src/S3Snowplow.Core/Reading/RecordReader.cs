using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Reads an element of a list of records, which tells by its members what it is: an SQS message, an SNS message as Lambda has it, or an S3 record. The list is no
/// condition: a record alone, or in an array, is read in the same way.
/// </summary>
internal static class RecordReader
{
    internal ref struct Fields
    {
        public S3RecordReader.Fields Record;
        public JsonText SnsSource, SnsMessage;
        public BodyReader.Fields Body;
    }

    /// <summary>Takes a member of the record; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.EventSource:
                fields.Record.Source = JsonText.Take(ref reader);
                return true;
            case Member.EventSourceSns:
                fields.SnsSource = JsonText.Take(ref reader);
                return true;
            case Member.Sns when reader.TokenType == JsonTokenType.StartObject:
                fields.SnsMessage = SnsReader.TakeMessage(ref reader);
                return true;
            default:
                return S3RecordReader.Take(member, ref reader, ref fields.Record) || BodyReader.Take(member, ref reader, ref fields.Body);
        }
    }

    /// <summary>Reads the record if it is one of the three.</summary>
    /// <param name="document">The document.</param>
    /// <param name="content">Takes what is found.</param>
    /// <param name="fields">The record's members.</param>
    /// <param name="at">Where it stands.</param>
    public static bool TryRead(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields, JsonPath at)
    {
        if (fields.Record.Source.Equals(document, "aws:sqs"u8))
        {
            BodyReader.ReadMessage(content, fields.Body, fields.Record.Start, at);
            return true;
        }

        if (fields.SnsMessage.IsString && fields.SnsSource.Equals(document, "aws:sns"u8))
        {
            DocumentReader.ReadText(content, fields.SnsMessage, at with { After = ".Sns.Message" }, NotificationWrappings.SnsRecord);
            return true;
        }

        if (fields.Record.HasBucketAndObject)
        {
            S3RecordReader.Build(document, content, fields.Record, at);
            return true;
        }

        return false;
    }
}
