using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>Where a scalar value stands in a document. Taken while reading, made a string only when it is known to be needed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct JsonText
{
    /// <summary>UTF-8 that throws for bytes which are none, rather than put other characters in their place.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private JsonText(int start, int length, JsonTokenType type, bool isEscaped) => (Start, Length, Type, IsEscaped) = (start, length, type, isEscaped);

    /// <summary>The first byte of the value; for a string the one after its quotation mark.</summary>
    public int Start { get; }

    public int Length { get; }

    /// <summary><see cref="JsonTokenType.None"/> where the member is absent.</summary>
    public JsonTokenType Type { get; }

    public bool IsEscaped { get; }

    public bool IsString => Type == JsonTokenType.String;

    /// <summary>Whether there is no value: absent or <c>null</c>.</summary>
    public bool IsNone => Type is JsonTokenType.None or JsonTokenType.Null;

    /// <summary>Takes the value at which <paramref name="reader"/> stands, and moves it to the value's last token.</summary>
    public static JsonText Take(ref Utf8JsonReader reader)
    {
        JsonTokenType type = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        if (type == JsonTokenType.String)
        {
            return new JsonText(start + 1, reader.ValueSpan.Length, type, reader.ValueIsEscaped);
        }

        reader.Skip();
        return new JsonText(start, (int)reader.BytesConsumed - start, type, isEscaped: false);
    }

    /// <summary>A value that was found without a reader, and has no escapes.</summary>
    public static JsonText Plain(int start, int length, JsonTokenType type) => new(start, length, type, isEscaped: false);

    /// <summary>The same value in the document in which the one it was taken from begins at <paramref name="offset"/>.</summary>
    public JsonText At(long offset) => new(Start + (int)offset, Length, Type, IsEscaped);

    public Range Range => Start..(Start + Length);

    /// <summary>The range of the value as JSON: for a string its quotation marks included.</summary>
    public Range PartRange => IsString ? (Start - 1)..(Start + Length + 1) : Range;

    /// <summary>Whether the value is a string equal to <paramref name="text"/>.</summary>
    public bool Equals(ReadOnlySpan<byte> document, ReadOnlySpan<byte> text) =>
        IsString && (IsEscaped ? EqualsUnescaped(document, text) : document.Slice(Start, Length).SequenceEqual(text));

    // The rare case stands apart, here and below: a method that catches is not inlined.
    private bool EqualsUnescaped(ReadOnlySpan<byte> document, ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = ReaderAt(document);
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is in no text of ours.
            return false;
        }
    }

    /// <summary>Whether the value is a string that begins with <paramref name="text"/>, which has no characters that need an escape.</summary>
    public bool StartsWith(ReadOnlySpan<byte> document, ReadOnlySpan<byte> text) =>
        IsString && Length >= text.Length && (document.Slice(Start, text.Length).SequenceEqual(text) || (IsEscaped && StartsUnescaped(document, text)));

    private bool StartsUnescaped(ReadOnlySpan<byte> document, ReadOnlySpan<byte> text)
    {
        try
        {
            // Some writers escape what needs none, such as a slash.
            return document.Slice(Start, text.Length).Contains((byte)'\\') && Bytes(document).StartsWith(text);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return false;
        }
    }

    /// <summary>Takes off the quotes that are part of the text itself, where it has no other escapes than theirs.</summary>
    public bool TryTakeQuotesOff(ReadOnlySpan<byte> document, out JsonText inner)
    {
        const int QuoteLength = 2;
        ReadOnlySpan<byte> quote = "\\\""u8;
        ReadOnlySpan<byte> text = IsString && IsEscaped ? document.Slice(Start, Length) : [];
        bool isQuoted = text.Length >= 2 * QuoteLength && text.StartsWith(quote) && text.EndsWith(quote) && !text[QuoteLength..^QuoteLength].Contains((byte)'\\');
        inner = isQuoted ? new JsonText(Start + QuoteLength, Length - (2 * QuoteLength), Type, isEscaped: false) : this;
        return isQuoted;
    }

    /// <summary>The one of <paramref name="known"/>, which are ASCII, that the value equals, without a new string, or <see langword="null"/>.</summary>
    public string? OneOf(ReadOnlySpan<byte> document, ReadOnlySpan<string> known)
    {
        if (!IsString)
        {
            return null;
        }

        try
        {
            ReadOnlySpan<byte> text = Bytes(document);
            foreach (string one in known)
            {
                if (one.Length == text.Length && Ascii.Equals(text, one))
                {
                    return one;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is in no text of ours.
        }

        return null;
    }

    /// <summary>The string's bytes where it has no escapes, or else unescaped into a new array.</summary>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> document) =>
        IsEscaped ? Encoding.UTF8.GetBytes(ReaderAt(document).GetString()!) : document.Slice(Start, Length);

    /// <summary>The string, or <see langword="null"/> where it is absent, <c>null</c>, empty or no string.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    /// <exception cref="InvalidOperationException">The escapes are not text (half a surrogate pair).</exception>
    public string? ToStringOrNull(ReadOnlySpan<byte> document)
    {
        if (!IsString || Length == 0)
        {
            return null;
        }

        if (IsEscaped)
        {
            return ReaderAt(document).GetString();
        }

        // Nearly every string is ASCII, which needs no second pass to find out its length in characters.
        ReadOnlySpan<byte> bytes = document.Slice(Start, Length);
        return Ascii.IsValid(bytes) ? Encoding.Latin1.GetString(bytes) : Strict.GetString(bytes);
    }

    /// <summary>
    /// As <see cref="ToStringOrNull(ReadOnlySpan{byte})"/>, but gives <paramref name="last"/> once more where it is the same text: most records
    /// have bucket, region and versions in common with the one before.
    /// </summary>
    public string? ToStringOrNull(ReadOnlySpan<byte> document, ref string? last)
    {
        // What is longer is no name; it is not kept.
        const int MaxKept = 256;
        if (last is not null && IsString && !IsEscaped && Ascii.Equals(document.Slice(Start, Length), last))
        {
            return last;
        }

        string? text = ToStringOrNull(document);
        last = text is { Length: <= MaxKept } ? text : null;
        return text;
    }

    /// <summary>
    /// As <see cref="ToStringOrNull(ReadOnlySpan{byte})"/>, but for a number its digits. A whole number that a hop has written with a fraction or an exponent (<c>1.7724348E9</c>) has the
    /// digits that it had before.
    /// </summary>
    public string? ToStringOrNumber(ReadOnlySpan<byte> document)
    {
        if (Type != JsonTokenType.Number)
        {
            return ToStringOrNull(document);
        }

        ReadOnlySpan<byte> number = document.Slice(Start, Length);
        return number.ContainsAny(".eE"u8) && TryParseDecimal(number, out long whole)
            ? whole.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : Encoding.Latin1.GetString(number);
    }

    /// <summary>Reads a whole number of 0 or more by its value (a hop may have made <c>1024.0</c> or <c>1.024E3</c> of it), bare or quoted (Ceph's documentation quotes it).</summary>
    /// <exception cref="InvalidOperationException">The escapes are not text.</exception>
    public bool TryGetSize(ReadOnlySpan<byte> document, out long? size)
    {
        size = null;
        if (IsNone || (IsString && Length == 0))
        {
            return true;
        }

        ReadOnlySpan<byte> text = Bytes(document);
        bool read = ((Utf8Parser.TryParse(text, out long value, out int consumed) && consumed == text.Length) || TryParseDecimal(text, out value)) && value >= 0;
        size = read ? value : null;
        return read && Type is JsonTokenType.Number or JsonTokenType.String;
    }

    /// <summary>Where the byte at <paramref name="offset"/> of the unescaped text begins in the escaped one.</summary>
    /// <param name="escaped">The string's bytes between its quotation marks.</param>
    /// <param name="offset">The byte of the text.</param>
    /// <param name="known">Where the last search ended: the next one goes on from there, since problems come in the order of the text.</param>
    public static int EscapedOffset(ReadOnlySpan<byte> escaped, long offset, ref (int At, long Unescaped) known)
    {
        (int at, long unescaped) = offset >= known.Unescaped ? known : default;
        while (unescaped < offset && at < escaped.Length)
        {
            if (escaped[at] != '\\')
            {
                (at, unescaped) = (at + 1, unescaped + 1);
            }
            else if (at + 6 > escaped.Length || escaped[at + 1] != 'u')
            {
                (at, unescaped) = (at + 2, unescaped + 1);
            }
            else
            {
                // Four hexadecimal digits: the document has been read as JSON already.
                int unit = Utf8Parser.TryParse(escaped.Slice(at + 2, 4), out int parsed, out _, 'x') ? parsed : 0;
                bool pair = char.IsSurrogate((char)unit);
                (at, unescaped) = (at + (pair ? 12 : 6), unescaped + (pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3));
            }
        }

        known = (at, unescaped);
        return Math.Min(at, escaped.Length);
    }

    // A decimal has room for every digit of a long.
    private static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value)
    {
        bool isWhole = Utf8Parser.TryParse(text, out decimal number, out int consumed) && consumed == text.Length && decimal.IsInteger(number) && number is >= 0 and <= long.MaxValue;
        value = isWhole ? (long)number : -1;
        return isWhole;
    }

    private Utf8JsonReader ReaderAt(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document.Slice(Start - 1, Length + 2));
        reader.Read();
        return reader;
    }
}
