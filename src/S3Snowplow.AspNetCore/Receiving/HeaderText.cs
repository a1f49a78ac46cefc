using System.Globalization;
using System.Text;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>Decodes the values of headers that carry a CloudEvent's attributes.</summary>
/// <remarks>Source: CloudEvents 1.0, "HTTP Protocol Binding", section 3.1.3.2: quotation marks around a value come off, then one round of percent-decoding; what is then no UTF-8 is refused.</remarks>
internal static class HeaderText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; <see langword="null"/> where the value is no text that was encoded so.</summary>
    public static string? Decode(string value)
    {
        string text = value is ['"', .., '"'] ? WithoutEscapes(value.AsSpan(1, value.Length - 2)) : value;
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++, length++)
        {
            if (bytes[i] != (byte)'%')
            {
                bytes[length] = bytes[i];
            }
            else if (i + 2 < bytes.Length && byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte decoded))
            {
                bytes[length] = decoded;
                i += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string WithoutEscapes(ReadOnlySpan<char> quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (int i = 0; i < quoted.Length; i++)
        {
            i += quoted[i] == '\\' && i + 1 < quoted.Length ? 1 : 0;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
