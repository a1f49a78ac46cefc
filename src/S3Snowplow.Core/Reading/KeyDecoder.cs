using System.Buffers;

namespace S3Snowplow.Reading;

/// <summary>
/// Decodes the form encoding of object keys: <c>+</c> is a space, <c>%XX</c> a byte of UTF-8.
/// </summary>
/// <remarks>
/// Source: Amazon S3 User Guide, "Event message structure": <c>red flower.jpg</c> is sent as <c>red+flower.jpg</c>. Which characters an encoding cannot leave: RFC 3986,
/// section 2.
/// </remarks>
internal static class KeyDecoder
{
    private static readonly SearchValues<char> Encoded = SearchValues.Create("%+");

    // All that may stand in a URL. Whatever encodes a key leaves nothing else in it: no space, no control character, nothing beyond ASCII.
    private const string UrlCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
    private static readonly SearchValues<char> Url = SearchValues.Create(UrlCharacters);
    private static readonly SearchValues<byte> UrlBytes = SearchValues.Create([.. UrlCharacters.Select(one => (byte)one)]);

    /// <summary>
    /// Decodes <paramref name="raw"/>. A key with a character that no encoding leaves, such as a space, is not encoded: it is the decoded key itself. Returns <see langword="false"/>, and the raw key, where a <c>%</c> is not followed by two
    /// hexadecimal digits or the bytes are not UTF-8: such a key may be any bytes, and only its raw form names it.
    /// </summary>
    public static bool TryDecode(string raw, out string decoded)
    {
        decoded = raw;
        if (raw.AsSpan().IndexOfAny(Encoded) < 0 || raw.AsSpan().ContainsAnyExcept(Url))
        {
            return true;
        }

        byte[]? rented = null;
        int capacity = JsonText.Strict.GetMaxByteCount(raw.Length);
        Span<byte> bytes = capacity <= 1024 ? stackalloc byte[1024] : (rented = ArrayPool<byte>.Shared.Rent(capacity));
        try
        {
            int length = JsonText.Strict.GetBytes(raw, bytes);
            length = DecodeInPlace(bytes[..length]);
            if (length < 0)
            {
                return false;
            }

            decoded = JsonText.Strict.GetString(bytes[..length]);
            return true;
        }
        catch (ArgumentException)
        {
            // Not UTF-8 (DecoderFallbackException), or a lone surrogate in the raw text (EncoderFallbackException).
            return false;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>As <see cref="TryDecode(string, out string)"/>, for the bytes of a raw key that is ASCII.</summary>
    /// <param name="raw">The raw key.</param>
    /// <param name="decoded">Room for as many bytes.</param>
    /// <param name="length">How many bytes the decoded key has, which are UTF-8.</param>
    public static bool TryDecode(ReadOnlySpan<byte> raw, Span<byte> decoded, out int length)
    {
        raw.CopyTo(decoded);
        length = raw.Length;
        int first = raw.IndexOfAny((byte)'%', (byte)'+');
        if (first < 0 || raw.ContainsAnyExcept(UrlBytes))
        {
            return true;
        }

        int behind = DecodeInPlace(decoded[first..length]);
        length = first + behind;
        return behind >= 0 && System.Text.Unicode.Utf8.IsValid(decoded[first..length]);
    }

    private static int DecodeInPlace(Span<byte> bytes)
    {
        int to = 0;
        for (int from = 0; from < bytes.Length; to++)
        {
            byte current = bytes[from++];
            if (current == (byte)'+')
            {
                current = (byte)' ';
            }
            else if (current == (byte)'%')
            {
                if (from + 1 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[from]) || !char.IsAsciiHexDigit((char)bytes[from + 1]))
                {
                    return -1;
                }

                current = (byte)((HexValue(bytes[from]) << 4) | HexValue(bytes[from + 1]));
                from += 2;
            }
            else
            {
                // Most of a key is as it was put, and moves in one piece.
                Span<byte> rest = bytes[(from - 1)..];
                int plain = rest.IndexOfAny((byte)'%', (byte)'+');
                plain = plain < 0 ? rest.Length : plain;
                rest[..plain].CopyTo(bytes[to..]);
                from += plain - 1;
                to += plain - 1;
                continue;
            }

            bytes[to] = current;
        }

        return to;
    }

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
