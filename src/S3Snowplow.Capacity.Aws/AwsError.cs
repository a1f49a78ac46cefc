using System.Buffers;
using System.Text;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Reads the code of an error of Amazon's, as S3 and SNS write it: <c>&lt;Code&gt;NoSuchKey&lt;/Code&gt;</c>. Of the document no more is needed.</summary>
internal static class AwsError
{
    private const int LongestCode = 64;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789."u8);

    /// <summary>The code; empty where the answer has no code. What a server sends must not make lines of a log, so a code has letters, digits and dots only.</summary>
    public static string CodeOf(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> begin = "<Code>"u8;
        int at = content.IndexOf(begin);
        if (at < 0)
        {
            return "";
        }

        content = content[(at + begin.Length)..];
        int length = content.IndexOf("</Code>"u8);
        return length is <= 0 or > LongestCode || content[..length].ContainsAnyExcept(Letters) ? "" : Encoding.ASCII.GetString(content[..length]);
    }
}
