using System.Globalization;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>
/// Makes text of what the pipeline takes and .NET does not: bytes that are no UTF-8, and escaped halves of surrogate pairs.
/// </summary>
/// <remarks>
/// The JVM reads the first as U+FFFD, and writes the second as <c>?</c>. Source: recordings of Micro 1.7.2 (<c>invalid-utf8</c>,
/// <c>key-lone-surrogate</c>).
/// </remarks>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Repairs JSON.</summary>
    /// <param name="utf8">The JSON as it came.</param>
    /// <returns>The same, or a copy in which each lone half is a question mark, and each wrong byte U+FFFD.</returns>
    public static byte[] Repair(ReadOnlySpan<byte> utf8)
    {
        byte[] valid = System.Text.Unicode.Utf8.IsValid(utf8) ? utf8.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        if (valid.AsSpan().IndexOf("\\ud"u8) < 0 && valid.AsSpan().IndexOf("\\uD"u8) < 0)
            return valid;

        var repaired = new List<byte>(valid.Length);
        for (var i = 0; i < valid.Length;)
        {
            var taken = 1;
            if (valid[i] == '\\')
                taken = IsHalf(valid, i, 0xD8) && IsHalf(valid, i + EscapeLength, 0xDC) ? 2 * EscapeLength : 2;
            if (taken == 2 && (IsHalf(valid, i, 0xD8) || IsHalf(valid, i, 0xDC)))
            {
                repaired.Add((byte)'?');
                i += EscapeLength;
                continue;
            }

            repaired.AddRange(valid[i..Math.Min(i + taken, valid.Length)]);
            i += taken;
        }

        return [.. repaired];
    }

    // Whether an escape of one half starts here: the high ones are D800 to DBFF, the low ones DC00 to DFFF.
    private static bool IsHalf(byte[] json, int start, int first) =>
        start + EscapeLength <= json.Length
        && json[start] == '\\' && json[start + 1] == 'u'
        && int.TryParse(json.AsSpan(start + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && (high & 0xFC) == first;
}
