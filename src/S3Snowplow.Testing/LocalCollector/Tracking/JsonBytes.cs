using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Writes JSON into memory.</summary>
internal static class JsonBytes
{
    // Deeper than what is read, for what is written holds it.
    private const int MaxDepth = 2000;

    // Answers are read by people in terminals, never by a browser as HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <summary>Writes one value as UTF-8.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes one value and gives it back as an element.</summary>
    public static JsonElement Element(Action<Utf8JsonWriter> write)
    {
        var reader = new Utf8JsonReader(Write(write), new JsonReaderOptions { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }
}
