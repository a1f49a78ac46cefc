using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>The judge's state as a document.</summary>
/// <remarks>
/// <c>{"format":1,"id":"…","size":…,"content":["BASE64",…]}</c>. The content stands in parts, since JSON readers of the servers take no text of any length. The id is one of the save's own: it shows whose document is
/// there when the answer to a save was lost.
/// </remarks>
internal static class StateDocument
{
    // 4 MiB as text; a multiple of three, so that no part but the last is padded.
    private const int PartBytes = 3 * 1024 * 1024;

    private const int Format = 1;

    /// <summary>Writes it.</summary>
    public static ReadOnlyMemory<byte> Write(string id, ReadOnlySpan<byte> content)
    {
        var body = new ArrayBufferWriter<byte>(Base64.GetMaxEncodedToUtf8Length(content.Length) + 1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format"u8, Format);
            writer.WriteString("id"u8, id);
            writer.WriteNumber("size"u8, content.Length);
            writer.WriteStartArray("content"u8);
            for (int start = 0; start < content.Length; start += PartBytes)
            {
                writer.WriteBase64StringValue(content[start..Math.Min(start + PartBytes, content.Length)]);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is another document, or of a later version, or not whole.</exception>
    public static (string Id, byte[] Content) Read(JsonElement source)
    {
        try
        {
            int format = source.GetProperty("format").GetInt32();
            if (format != Format)
            {
                throw new InvalidDataException($"it has the format {format}; this version reads {Format}");
            }

            byte[] content = new byte[source.GetProperty("size").GetInt32()];
            int at = 0;
            foreach (JsonElement part in source.GetProperty("content").EnumerateArray())
            {
                byte[] bytes = part.GetBytesFromBase64();
                bytes.CopyTo(content, at);
                at += bytes.Length;
            }

            return at == content.Length ? (source.GetProperty("id").GetString() ?? "", content) : throw new InvalidDataException($"it has {at} bytes, and says that it has {content.Length}");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("it is not a document that a judge saved", exception);
        }
    }
}
