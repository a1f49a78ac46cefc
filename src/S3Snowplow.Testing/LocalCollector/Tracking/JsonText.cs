using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Reads JSON that came as raw bytes, as text or as base64, with a limit of depth.</summary>
internal static class JsonText
{
    private const int DefaultDepth = 64;

    /// <summary>A body as text.</summary>
    public static string Decode(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    /// <summary>Reads one JSON value that fills the bytes and is no deeper than .NET's own limit.</summary>
    /// <returns>Why it cannot be read; <see langword="null"/> when it was.</returns>
    public static string? TryParse(ReadOnlySpan<byte> utf8, out JsonElement value) => TryParse(utf8, DefaultDepth, out value);

    /// <summary>Reads one JSON value that fills the bytes.</summary>
    /// <returns>Why it cannot be read; <see langword="null"/> when it was.</returns>
    public static string? TryParse(ReadOnlySpan<byte> utf8, int maxDepth, out JsonElement value)
    {
        value = default;
        try
        {
            var reader = new Utf8JsonReader(LoneSurrogates.Repair(utf8), new JsonReaderOptions { MaxDepth = maxDepth });
            value = JsonElement.ParseValue(ref reader);
            // Throws for anything but white space behind the value.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return $"invalid JSON at byte {e.BytePositionInLine} of line {e.LineNumber}";
        }
    }

    /// <summary>Reads a JSON parameter that is sent raw (<c>ue_pr</c>, <c>co</c>) or as base64 (<c>ue_px</c>, <c>cx</c>).</summary>
    /// <returns>Why it cannot be read; <see langword="null"/> when it was.</returns>
    public static string? TryParse(string text, bool isBase64, int maxDepth, out JsonElement value)
    {
        value = default;
        if (!isBase64)
            return TryParse(Encoding.UTF8.GetBytes(text), maxDepth, out value);
        return TryDecode(text) is { } bytes ? TryParse(bytes, maxDepth, out value) : "not base64";
    }

    // Trackers send the standard alphabet with padding and the URL-safe one without; the pipeline reads both, in any mixture.
    private static byte[]? TryDecode(string text)
    {
        var standard = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : null;
    }
}
