using System.Text.Json;

namespace S3Snowplow;

/// <summary>JSON documents that stand one behind the other without a line between them, as Amazon Data Firehose writes them.</summary>
internal static class JsonSequence
{
    /// <summary>Where the last whole object or array ends of those with which the text begins; 0 where it begins with none.</summary>
    public static int EndOfLast(ReadOnlySpan<byte> text)
    {
        int end = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        int last = 0;
        while (TrySkipOne(text[end..], out int length))
        {
            end += length;
            last = end;
        }

        return last;
    }

    /// <summary>Whether the text is objects and arrays, and nothing else but white space.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> text) => EndOfLast(text) is > 0 and int end && text[end..].Trim(" \t\r\n"u8).IsEmpty;

    private static bool TrySkipOne(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 64 }));
        try
        {
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || !reader.TrySkip())
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        length = (int)reader.BytesConsumed;
        return true;
    }
}
