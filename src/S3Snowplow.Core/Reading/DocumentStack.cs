using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// The documents that are open while a notification is unwrapped: the delivered bytes at the bottom, above them each JSON text found in
/// a string or an object of the one below. Knows for each byte where it stood in the delivered ones.
/// </summary>
internal sealed class DocumentStack
{
    private readonly List<Document> _open = [];

    /// <summary>The bytes of the document that is being read.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>What has been taken off to reach it.</summary>
    public NotificationWrappings Wrappings { get; private set; }

    public void Begin(ReadOnlyMemory<byte> notification) => Push(new Document(notification, 0, JsonPath.Root, NotificationWrappings.None) { IsText = true });

    public void End()
    {
        while (_open.Count > 0)
        {
            Leave();
        }
    }

    /// <summary>Opens the JSON text that a string of the current document holds. Each successful call is paired with <see cref="Leave"/>.</summary>
    /// <returns><see langword="false"/> where the string is not text: its bytes or escapes are not UTF-8.</returns>
    public bool TryEnter(JsonText text, JsonPath path, NotificationWrappings wrapping)
    {
        if (!text.IsEscaped)
        {
            Push(new Document(Current.Slice(text.Start, text.Length), text.Start, path, wrapping) { IsText = true });
            return true;
        }

        byte[] unescaped = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var reader = new Utf8JsonReader(Current.Span.Slice(text.Start - 1, text.Length + 2));
            reader.Read();
            int length = reader.CopyString(unescaped);
            Push(new Document(unescaped.AsMemory(0, length), text.Start, path, wrapping) { IsText = true, EscapedLength = text.Length, Rented = unescaped });
            return true;
        }
        catch (InvalidOperationException)
        {
            ArrayPool<byte>.Shared.Return(unescaped);
            return false;
        }
    }

    /// <summary>Opens the bytes that a string of the current document holds in Base64. Each successful call is paired with <see cref="Leave"/>.</summary>
    /// <returns><see langword="false"/> where the string is no Base64.</returns>
    public bool TryEnterBase64(JsonText text, JsonPath path, NotificationWrappings wrapping)
    {
        byte[] decoded = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            // A slash may be escaped.
            ReadOnlySpan<byte> encoded = text.Bytes(Current.Span);
            if (Base64.DecodeFromUtf8(encoded, decoded, out int read, out int length) == OperationStatus.Done && read == encoded.Length)
            {
                Push(new Document(decoded.AsMemory(0, length), text.Start, path, wrapping) { IsText = true, IsBase64 = true, EscapedLength = text.IsEscaped ? text.Length : 0, Rented = decoded });
                return true;
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
        }

        ArrayPool<byte>.Shared.Return(decoded);
        return false;
    }

    /// <summary>Goes on with what stands in the current document from this byte on.</summary>
    public void Advance(int start)
    {
        ref Document document = ref CollectionsMarshal.AsSpan(_open)[^1];
        document.MarkLength += start;
        document.Bytes = document.Bytes[start..];
        Current = document.Bytes;
    }

    /// <summary>
    /// Opens the bytes that the base64 of the current document stands for, as the same document decoded: its path goes on, and its offsets are those of the base64's characters.
    /// Each successful call is paired with <see cref="Leave"/>.
    /// </summary>
    /// <returns><see langword="false"/> where the current document is no base64 of JSON; white space between its characters is allowed.</returns>
    public bool TryEnterBase64()
    {
        ReadOnlySpan<byte> text = Current.Span;
        byte[] decoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        if (Base64.DecodeFromUtf8(text, decoded, out _, out int length) != OperationStatus.Done || !Base64Text.HoldsJson(decoded.AsSpan(0, length)))
        {
            ArrayPool<byte>.Shared.Return(decoded);
            return false;
        }

        Push(new Document(decoded.AsMemory(0, length), 0, JsonPath.Root, NotificationWrappings.Base64) { IsText = true, IsBase64Document = true, Rented = decoded });
        return true;
    }

    /// <summary>Opens an object or array of the current document as a document of its own. Paired with <see cref="Leave"/>.</summary>
    public void Enter(Range value, JsonPath path, NotificationWrappings wrapping) =>
        Push(new Document(Current[value], value.Start.Value, path, wrapping));

    public void Leave()
    {
        Document left = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (left.Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(left.Rented);
        }

        Current = _open.Count > 0 ? _open[^1].Bytes : default;
        Wrappings = left.OuterWrappings;
    }

    public bool IsFull => _open.Count > NotificationReader.MaxWrappings;

    /// <summary>Where a byte of the current document stood in the delivered ones, escapes of the strings around it counted.</summary>
    public long OutermostOffset(long offset)
    {
        Span<Document> open = CollectionsMarshal.AsSpan(_open);
        for (int level = open.Length - 1; level >= 0; level--)
        {
            ref Document document = ref open[level];
            offset += document.MarkLength;
            if (document.IsBase64)
            {
                // Four characters for three bytes.
                offset = (offset / 3 * 4) + (offset % 3);
            }
            else if (document.IsBase64Document)
            {
                offset = Base64Text.OffsetOf(open[level - 1].Bytes.Span, offset);
            }

            if (document.EscapedLength > 0)
            {
                offset = JsonText.EscapedOffset(open[level - 1].Bytes.Span.Slice(document.Start, document.EscapedLength), offset, ref document.KnownOffset);
            }

            offset += document.Start;
        }

        return offset;
    }

    /// <summary>The path from the delivered document; a bar steps into the text of a string.</summary>
    public string FullPath(JsonPath path)
    {
        var full = new System.Text.StringBuilder("$");
        for (int level = 1; level < _open.Count; level++)
        {
            full.Append(_open[level].Path.ToString().AsSpan(1)).Append(_open[level] is { IsText: true, IsBase64Document: false } ? "|$" : "");
        }

        return full.Append(path.ToString().AsSpan(1)).ToString();
    }

    private void Push(Document document)
    {
        if (document.IsText && document.Bytes.Span.StartsWith("\uFEFF"u8))
        {
            // Editors and gateways put a byte order mark in front of a text, delivered or wrapped; it is none of JSON's bytes.
            document.MarkLength = 3;
            document.Bytes = document.Bytes[3..];
        }

        document.OuterWrappings = Wrappings;
        Wrappings |= document.Wrapping;
        Current = document.Bytes;
        _open.Add(document);
    }

    private struct Document(ReadOnlyMemory<byte> bytes, int start, JsonPath path, NotificationWrappings wrapping)
    {
        public ReadOnlyMemory<byte> Bytes = bytes;
        public readonly int Start = start;
        public readonly JsonPath Path = path;
        public readonly NotificationWrappings Wrapping = wrapping;
        public bool IsText;
        public bool IsBase64;
        public bool IsBase64Document;

        // What has been passed over at its start.
        public int MarkLength;
        public int EscapedLength;
        public (int At, long Unescaped) KnownOffset;
        public byte[]? Rented;
        public NotificationWrappings OuterWrappings;
    }
}
