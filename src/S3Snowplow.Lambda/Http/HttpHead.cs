using System.Buffers.Text;
using System.Text;

namespace S3Snowplow.Lambda.Http;

/// <summary>What the head of an answer says about the answer. Strict: what is read wrongly here is taken for something that nobody said.</summary>
/// <remarks>Source: RFC 9112, "HTTP/1.1": sections 4 (status line), 5 (fields), 6.1 and 6.3 (what the body's length is), 9.3 (persistence).</remarks>
/// <param name="StatusCode">The status, 100 to 999.</param>
/// <param name="Lines">The header lines, without the status line, up to and with the empty line.</param>
/// <param name="Closes">Whether the connection ends with this answer.</param>
internal readonly record struct HttpHead(int StatusCode, ReadOnlyMemory<byte> Lines, bool Closes)
{
    // "HTTP/1.1 200"
    private const int StatusLineLength = 12;

    /// <summary>Reads a head.</summary>
    /// <param name="head">The status line and the header lines, with the empty line.</param>
    /// <exception cref="HttpAnswerException">It is none, or one that cannot be told from another.</exception>
    public static HttpHead Parse(ReadOnlyMemory<byte> head)
    {
        int end = head.Span.IndexOf("\r\n"u8);
        int status = Status(head.Span[..end]);
        ReadOnlyMemory<byte> lines = head[(end + 2)..];
        Check(lines.Span);
        return new HttpHead(status, lines, head.Span[7] == '0' || Has(HttpAnswer.HeaderBytes(lines.Span, "Connection"u8), "close"u8));
    }

    /// <summary>Whether the body comes in chunks.</summary>
    /// <exception cref="HttpAnswerException">It is coded in a way that nobody asked for.</exception>
    public bool IsChunked => HttpAnswer.HeaderBytes(Lines.Span, "Transfer-Encoding"u8) is { IsEmpty: false } coding
        && (Ascii.EqualsIgnoreCase(coding, "chunked"u8) ? true : throw new HttpAnswerException("its body is coded in a way that was not asked for"));

    /// <summary>How many bytes of body were announced, or <see langword="null"/>.</summary>
    /// <exception cref="HttpAnswerException">What was announced is no number, or several.</exception>
    public long? ContentLength
    {
        get
        {
            ReadOnlySpan<byte> text = HttpAnswer.HeaderBytes(Lines.Span, "Content-Length"u8);
            return text.IsEmpty ? null
                : AreDigits(text) && Utf8Parser.TryParse(text, out long length, out int read) && read == text.Length ? length
                : throw new HttpAnswerException("it announced a body of no usable length");
        }
    }

    private static int Status(ReadOnlySpan<byte> line)
    {
        bool isOne = line.Length >= StatusLineLength && line.StartsWith("HTTP/1."u8) && AreDigits(line.Slice(7, 1)) && line[8] == ' '
            && AreDigits(line.Slice(9, 3)) && line[9] != '0' && (line.Length == StatusLineLength || line[StatusLineLength] == ' ');
        return isOne ? ((line[9] - '0') * 100) + ((line[10] - '0') * 10) + (line[11] - '0') : throw new HttpAnswerException("what answers does not speak HTTP/1.1");
    }

    // A line that continues another, has no name, or says the length again in another way, would be seen by some readers and not by others.
    private static void Check(ReadOnlySpan<byte> lines)
    {
        ReadOnlySpan<byte> first = HttpAnswer.HeaderBytes(lines, "Content-Length"u8);
        while (lines.IndexOf("\r\n"u8) is var end && end > 0)
        {
            ReadOnlySpan<byte> line = lines[..end];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAny(" \t"u8) || line.ContainsAny("\r\n"u8))
            {
                throw new HttpAnswerException("it sent a header line that is none");
            }

            if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Length"u8) && !line[(colon + 1)..].Trim(" \t"u8).SequenceEqual(first))
            {
                throw new HttpAnswerException("it announced bodies of different lengths");
            }

            lines = lines[(end + 2)..];
        }
    }

    private static bool Has(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (Range item in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[item].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
