using System.Text;

namespace S3Snowplow.Lambda.Http;

/// <summary>An HTTP answer. Its bytes are those of the connection: good until the next request.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Head">The header lines, without the status line, up to and with the empty line.</param>
/// <param name="Body">The body.</param>
internal readonly record struct HttpAnswer(int StatusCode, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header, or <see langword="null"/>. Names differ in case between runtimes and emulators, and HTTP does not care.</summary>
    public string? Header(ReadOnlySpan<byte> name) => HeaderBytes(Head.Span, name) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>The value of a header of a head, without white space around it; empty where it is absent.</summary>
    public static ReadOnlySpan<byte> HeaderBytes(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.IndexOf("\r\n"u8) is var end && end > 0)
        {
            ReadOnlySpan<byte> line = head[..end];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim(" \t"u8);
            }

            head = head[(end + 2)..];
        }

        return default;
    }
}
