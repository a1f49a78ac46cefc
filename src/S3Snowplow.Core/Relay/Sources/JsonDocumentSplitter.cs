using System.Runtime.CompilerServices;
using System.Text.Json;

namespace S3Snowplow;

/// <summary>Splits a stream into JSON documents: one for each line, or one for all of it. What stands in a line one behind the other stays together as far as the limit allows.</summary>
internal static class JsonDocumentSplitter
{
    /// <param name="Bytes">The document.</param>
    /// <param name="Line">Its line, from 1 on; 0 where the document is the whole stream.</param>
    /// <param name="Offset">Where it begins in the stream, in bytes.</param>
    internal readonly record struct Document(ReadOnlyMemory<byte> Bytes, int Line, long Offset);

    /// <param name="stream">The stream, read once and forwards.</param>
    /// <param name="maxBytes">The largest document; a larger one is cut there, which makes it malformed or too large for whoever reads it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<Document> SplitAsync(Stream stream, int maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, maxBytes);
        Document? first = await NextAsync(lines, cancellationToken).ConfigureAwait(false);
        if (first is null)
        {
            yield break;
        }

        // A first line over the limit is not looked into: whatever it is, the lines behind it are documents of their own.
        if (first.Value.Bytes.Length > maxBytes || IsJson(first.Value.Bytes.Span))
        {
            for (Document? line = first; line is not null; line = await NextAsync(lines, cancellationToken).ConfigureAwait(false))
            {
                yield return line.Value;
            }

            yield break;
        }

        // The first line is no document: either the document has several lines, or the first of many is broken.
        var rest = new List<Document> { first.Value };
        long total = 0;
        while (total <= maxBytes && await NextAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
        {
            rest.Add(line);
            total = line.Offset - first.Value.Offset + line.Bytes.Length;
        }

        byte[] whole = Join(rest, maxBytes);
        if (IsJson(whole) || !rest.Skip(1).Any(line => line.Bytes.Span.TrimStart(" \t"u8) is [(byte)'{', ..] && IsJson(line.Bytes.Span)))
        {
            yield return new Document(whole, 0, first.Value.Offset);
            yield break;
        }

        foreach (Document line in rest)
        {
            yield return line;
        }

        while (await NextAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    private static async ValueTask<Document?> NextAsync(LineReader lines, CancellationToken cancellationToken)
    {
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            // Blank lines are none; a byte order mark at the start is passed over by whoever reads the document.
            if (!line.Bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return line;
            }
        }

        return null;
    }

    // The lines with what stood between them, so that offsets in the whole are offsets in the file; one byte over the limit at most.
    private static byte[] Join(List<Document> lines, int maxBytes)
    {
        long start = lines[0].Offset;
        byte[] whole = new byte[Math.Min(lines[^1].Offset - start + lines[^1].Bytes.Length, maxBytes + 1L)];
        whole.AsSpan().Fill((byte)'\n');
        foreach (Document line in lines)
        {
            long at = line.Offset - start;
            ReadOnlyMemory<byte> kept = line.Bytes[..(int)Math.Clamp(whole.Length - at, 0, line.Bytes.Length)];
            kept.CopyTo(whole.AsMemory((int)Math.Min(at, whole.Length)));
        }

        return whole;
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text.StartsWith("\uFEFF"u8) ? text[3..] : text, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return JsonSequence.IsWhole(text);
        }
    }
}
