using System.Globalization;
using System.Text;
using System.Xml;

namespace S3Snowplow.Tool;

/// <summary>Opens XML as stores write it: with characters that XML 1.0 forbids, as references or raw, and with bytes that are no UTF-8.</summary>
/// <remarks>
/// Ceph writes U+0001 as <c>&amp;#x01;</c> and U+FFFE raw, also where keys are encoded, because its tokens are plain keys. The platform's reader takes references to such characters when its checks are off,
/// but no raw ones: these are made references first. A carriage return stays one.
/// </remarks>
internal static class LenientXml
{
    /// <summary>A reader of the document.</summary>
    /// <param name="document">The document, UTF-8. What is no UTF-8 becomes U+FFFD.</param>
    public static XmlReader Open(ReadOnlyMemory<byte> document)
    {
        byte[]? mended = Mend(document.Span);
        var bytes = new ReadOnlyMemoryStream(mended ?? document);
        return new XmlTextReader(new StreamReader(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true, bufferSize: 4096))
        {
            Normalization = false,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
        };
    }

    // With references in the place of raw characters that are forbidden; null, as a rule: no such character stands in it.
    private static byte[]? Mend(ReadOnlySpan<byte> document)
    {
        int next = Forbidden(document);
        if (next < 0)
        {
            return null;
        }

        using var mended = new MemoryStream(document.Length + 64);
        while (next >= 0)
        {
            mended.Write(document[..next]);
            int length = document[next] < 0x20 ? 1 : 3;
            int character = length == 1 ? document[next] : 0xFFC0 | (document[next + 2] & 0x3F);
            mended.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"&#x{character:X};")));
            document = document[(next + length)..];
            next = Forbidden(document);
        }

        mended.Write(document);
        return mended.ToArray();
    }

    // U+0000 to U+001F but for tab, line feed and carriage return; U+FFFE and U+FFFF, which are EF BF BE and EF BF BF.
    private static int Forbidden(ReadOnlySpan<byte> document)
    {
        ReadOnlySpan<byte> controls = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];
        int control = document.IndexOfAny(controls);
        ReadOnlySpan<byte> before = control < 0 ? document : document[..control];
        int noncharacter = before.IndexOf("\uFFFE"u8);
        before = noncharacter < 0 ? before : before[..noncharacter];
        int last = before.IndexOf("\uFFFF"u8);
        return last >= 0 ? last : noncharacter >= 0 ? noncharacter : control;
    }

    private sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length - _at);
            bytes.Span.Slice(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
