using System.Buffers.Text;
using System.Text;

namespace S3Snowplow.Reading.Clouds;

/// <summary>The values of the filer's <c>extended</c> attributes: texts in base64.</summary>
internal static class SeaweedFsText
{
    /// <summary>The text, or <see langword="null"/> where the member is missing or is not base64 of a text.</summary>
    public static string? Decode(string? value)
    {
        if (string.IsNullOrEmpty(value) || !Base64.IsValid(value))
        {
            return null;
        }

        try
        {
            return JsonText.Strict.GetString(Convert.FromBase64String(value));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
