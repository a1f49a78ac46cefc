using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>Finds out where and why a document is no JSON, from what the framework's reader says of it.</summary>
internal static class JsonFault
{
    /// <param name="exception">What the reader threw.</param>
    /// <param name="reader">The reader, where it stood.</param>
    /// <param name="document">What it read.</param>
    /// <returns>The byte of the document, and the reason.</returns>
    public static (long Offset, string Reason) Of(JsonException exception, in Utf8JsonReader reader, ReadOnlySpan<byte> document)
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
        var reader = new Utf8JsonReader(document, isFinalBlock: false, new JsonReaderState(DocumentReader.Options));
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
