namespace S3Snowplow.Reading;

/// <summary>Takes off the base64 that some carriers put around a notification's JSON: Pub/Sub's <c>data</c>, Alibaba's MNS, Azure's Storage queues, Cloudflare's pulled queues.</summary>
/// <remarks>Source: RFC 4648, section 4; the pages of the carriers, see <c>docs/stores.md</c>. Line breaks are allowed, as in MIME.</remarks>
internal static class Base64Text
{
    /// <summary>Reads the current document of <paramref name="content"/> decoded, if it is base64 of JSON; else leaves it.</summary>
    public static bool TryRead(NotificationContent content)
    {
        if (!MayHoldJson(content.Documents.Current.Span) || content.Documents.IsFull || !content.Documents.TryEnterBase64())
        {
            return false;
        }

        DocumentReader.Read(content);
        content.Documents.Leave();
        return true;
    }

    /// <summary>Whether bytes begin as JSON of an object, a list or a text does.</summary>
    public static bool HoldsJson(ReadOnlySpan<byte> decoded)
    {
        decoded = decoded.StartsWith("\uFEFF"u8) ? decoded[3..] : decoded;
        return decoded.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[' or (byte)'"', ..];
    }

    /// <summary>Where the character stands that has the first bits of a decoded byte.</summary>
    public static long OffsetOf(ReadOnlySpan<byte> text, long decoded)
    {
        long character = (decoded / 3 * 4) + (decoded % 3);
        int at = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (character-- == 0)
            {
                break;
            }
        }

        return at;
    }

    // The first six bits of an opening bracket, a quotation mark, white space or a byte order mark. No JSON that is met begins so, hence other documents cost one comparison.
    private static bool MayHoldJson(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length >= 4 && text[0] is (byte)'e' or (byte)'W' or (byte)'I' or (byte)'C' or (byte)'D' or (byte)'7';
    }
}
