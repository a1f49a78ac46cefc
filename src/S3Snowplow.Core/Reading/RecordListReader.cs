using System.Text.Json;
using S3Snowplow.Reading.Clouds;

namespace S3Snowplow.Reading;

/// <summary>Reads a <c>Records</c> array. Each element tells for itself what it is; the frequent ones are read where they stand, others as documents of their own.</summary>
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
            else if (reader.TokenType == JsonTokenType.String)
            {
                // A hop has made a text of each record.
                DocumentReader.ReadText(content, JsonText.Take(ref reader), new JsonPath("$.Records", index), NotificationWrappings.JsonString);
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
        var at = new JsonPath("$.Records", index);
        int start = (int)reader.TokenStartIndex;
        RecordReader.Fields fields = default;
        fields.Record.Start = start;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            if (member == Member.Unknown || !RecordReader.Take(member, ref reader, ref fields))
            {
                reader.Skip();
            }
        }

        int end = (int)reader.BytesConsumed;
        if (!RecordReader.TryRead(document, content, fields, at) && !CloudReader.TryReadRecord(content, document, start, end, index))
        {
            DocumentReader.ReadPart(content, start..end, at, NotificationWrappings.None);
        }
    }
}
