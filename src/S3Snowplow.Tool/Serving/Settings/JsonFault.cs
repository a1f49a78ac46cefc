using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>Says in plain words what is wrong with a text that is no JSON, for the faults that people make: a bracket, a comma, a colon or a quote that is missing.</summary>
internal static class JsonFault
{
    /// <summary>The words, or <see langword="null"/> where it is another fault.</summary>
    /// <param name="text">The text.</param>
    /// <param name="form">How it is read.</param>
    /// <param name="at">Where the reader stopped, in bytes.</param>
    public static string? Words(ReadOnlySpan<byte> text, JsonReaderOptions form, int at)
    {
        var reader = new Utf8JsonReader(text, form);
        Stack<(char Bracket, int Line)> open = new();
        JsonTokenType last = JsonTokenType.None;
        int end = 0;
        try
        {
            while (reader.Read())
            {
                (last, end) = (reader.TokenType, (int)reader.BytesConsumed);
                if (last is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push((last == JsonTokenType.StartObject ? '{' : '[', text[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1));
                }
                else if (last is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    open.Pop();
                }
            }
        }
        catch (JsonException)
        {
            // What was read until then says what is missing.
        }

        at = Math.Clamp(at, 0, text.Length);
        ReadOnlySpan<byte> rest = text[at..], between = text[Math.Min(end, at)..at].Trim(" \t\r\n"u8);
        char next = rest.IsEmpty ? '\0' : (char)rest[0];
        if (rest.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return last == JsonTokenType.None && between.IsEmpty ? "the file is empty" : open.TryPeek(out (char, int) missing) ? $"the file ends, and {Opened(missing)} is not closed: {Closing(missing)} is missing" : null;
        }

        bool isAfterValue = between.IsEmpty && last is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
        return next switch
        {
            _ when open.Count == 0 && last != JsonTokenType.None => "the object has ended before this",
            '\n' or '\r' when IsInText(text[..at]) => "a text is not closed in this line: \" is missing",
            '}' or ']' when open.TryPeek(out (char, int) other) && Closing(other)[0] != next => $"{Opened(other)} is not closed: {Closing(other)} is missing before this",
            '"' or '{' or '[' or 't' or 'f' or 'n' or '-' or (>= '0' and <= '9') when isAfterValue => "a comma is missing before this",
            not ':' when open.TryPeek(out (char Bracket, int) inside) && inside.Bracket == '{' && last != JsonTokenType.PropertyName && between.TrimStart(", \t\r\n"u8) is [(byte)'"', .., (byte)'"'] => "a colon is missing before this",
            _ => null,
        };
    }

    // A text ends in its line, so an odd number of quotes says that one is open.
    private static bool IsInText(ReadOnlySpan<byte> before)
    {
        ReadOnlySpan<byte> line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        bool isIn = false;
        for (int i = 0; i < line.Length; i++)
        {
            i += isIn && line[i] == (byte)'\\' ? 1 : 0;
            isIn ^= i < line.Length && line[i] == (byte)'"';
        }

        return isIn;
    }

    private static string Opened((char Bracket, int Line) open) => string.Create(CultureInfo.InvariantCulture, $"the {open.Bracket} of line {open.Line}");

    private static string Closing((char Bracket, int Line) open) => open.Bracket == '{' ? "}" : "]";
}
