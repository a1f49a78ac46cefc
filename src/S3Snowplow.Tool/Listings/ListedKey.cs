using System.Buffers;
using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Undoes the URL encoding of keys: percent escapes and <c>+</c> for a space, once, as UTF-8. Also where a store writes a space as <c>%20</c>: such a store writes plus as <c>%2B</c>.</summary>
/// <remarks>Source: Amazon S3 API Reference, "ListObjectsV2", <c>encoding-type</c>; what stores really send is recorded in the cases of the tests.</remarks>
internal static class ListedKey
{
    private const char Replacement = '\uFFFD';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Encoded = SearchValues.Create("%+");

    /// <summary>The key, and whether it is another one than the object's.</summary>
    /// <param name="text">As it was sent.</param>
    /// <param name="isEncoded">Whether the answer itself says that it is encoded.</param>
    public static (string Key, bool IsLost) Read(string text, bool isEncoded)
    {
        // An encoded U+FFFD is the key's own; a plain one is what the store puts in place of what it cannot write.
        bool isReplaced = text.Contains(Replacement, StringComparison.Ordinal);
        return !isEncoded ? (text, isReplaced)
            : TryDecode(text) is { } key ? (key, isReplaced)
            : (text, true);
    }

    /// <summary>Decoded; <see langword="null"/>: it is no valid encoding of UTF-8.</summary>
    public static string? TryDecode(string text)
    {
        int first = text.AsSpan().IndexOfAny(Encoded);
        if (first < 0)
        {
            return text;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            int length = 0;
            for (int i = 0; i < text.Length;)
            {
                if (text[i] == '%')
                {
                    if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    {
                        return null;
                    }

                    bytes[length++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                    i += 3;
                }
                else if (text[i] == '+')
                {
                    bytes[length++] = (byte)' ';
                    i++;
                }
                else
                {
                    int run = text.AsSpan(i).IndexOfAny(Encoded);
                    ReadOnlySpan<char> plain = run < 0 ? text.AsSpan(i) : text.AsSpan(i, run);
                    length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
                    i += plain.Length;
                }
            }

            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Compares keys as stores order them: by the bytes of UTF-8, where an emoji comes after U+FF5E. Comparing strings ordinally would put it before.</summary>
    public static int Compare(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // The units of UTF-16 are in the order of UTF-8, but for surrogates, which belong behind all others.
        (char one, char other) = (left[same], right[same]);
        return char.IsSurrogate(one) == char.IsSurrogate(other) ? one.CompareTo(other) : char.IsSurrogate(one) ? 1 : -1;
    }

    private static int Digit(char hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
