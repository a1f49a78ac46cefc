using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

public sealed class JsonEscapingTests
{
    private const int Slack = 16;

    // Many bytes that need an escape, so that every position within a vector meets one.
    private static readonly Gen<byte> AnyByte = Gen.Frequency(
        (3, Gen.Choose(0, 255).Select(b => (byte)b)), (1, Gen.Elements((byte)'"', (byte)'\\', (byte)'\n', (byte)0x1F, (byte)0, (byte)0x7F, (byte)0x80)));

    private static readonly Gen<byte[]> AnyBytes =
        from length in Gen.Choose(0, 200)
        from bytes in AnyByte.ArrayOf(length)
        select bytes;

    [Fact]
    public void Escape_AnyBytesAtAnyOffset_IsWhatTheNaiveLoopWrites()
    {
        Arbitrary<(byte[] Bytes, int Offset)> any = (
            from bytes in AnyBytes
            from offset in Gen.Choose(0, 33)
            select (bytes, offset)).ToArbitrary();

        Prop.ForAll(any, input => Assert.Equal(Naive(input.Bytes), Escape(input.Bytes, input.Offset))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Escape_OneSpecialByteAtEachPosition_IsWhatTheNaiveLoopWrites()
    {
        for (int length = 1; length <= 50; length++)
        {
            for (int position = 0; position < length; position++)
            {
                byte[] bytes = Encoding.ASCII.GetBytes(new string('x', length));
                bytes[position] = (byte)'"';

                Assert.Equal(Naive(bytes), Escape(bytes, 0));
            }
        }
    }

    [Fact]
    public void Escape_AnyText_ParsesBackTheSame() => Prop.ForAll(AnyText.Arbitrary, text =>
    {
        byte[] escaped = Escape(Encoding.UTF8.GetBytes(text), 0);

        using var document = JsonDocument.Parse((byte[])[(byte)'"', .. escaped, (byte)'"']);

        Assert.Equal(AnyText.AsUtf8(text), document.RootElement.GetString());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Escape_EachByteAlone_HasTheShortestEscape()
    {
        Assert.Equal("\\\"", Text(0x22));
        Assert.Equal("\\\\", Text(0x5C));
        Assert.Equal("\\n\\r\\t\\b\\f", Text(0x0A, 0x0D, 0x09, 0x08, 0x0C));
        Assert.Equal("\\u0000\\u000b\\u001f", Text(0x00, 0x0B, 0x1F));
        Assert.Equal("/\u007F", Text(0x2F, 0x7F));
    }

    [Fact]
    public void Escape_WithoutRoomForAVector_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonEscaping.Escape(new byte[10 + Slack - 1], 10, new byte[1000]));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonEscaping.Escape(new byte[10 + Slack], 10, new byte[(10 * JsonEscaping.MaxExpansion) + Slack - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonEscaping.Escape(new byte[100], -1, new byte[1000]));
        Assert.Equal(60, JsonEscaping.Escape(new byte[10 + Slack], 10, new byte[(10 * JsonEscaping.MaxExpansion) + Slack]));
    }

    private static string Text(params byte[] bytes) => Encoding.UTF8.GetString(Escape(bytes, 0));

    private static byte[] Escape(byte[] bytes, int offset)
    {
        // What stands behind the bytes would need escapes too: it must not leak into the result.
        byte[] source = [.. new byte[offset], .. bytes, .. Enumerable.Repeat((byte)'"', Slack)];
        byte[] target = new byte[offset + (bytes.Length * JsonEscaping.MaxExpansion) + Slack];
        int written = JsonEscaping.Escape(source.AsSpan(offset), bytes.Length, target.AsSpan(offset));
        return target[offset..(offset + written)];
    }

    private static byte[] Naive(byte[] bytes) =>
    [
        .. bytes.SelectMany(value => value switch
        {
            (byte)'"' => "\\\""u8.ToArray(),
            (byte)'\\' => "\\\\"u8.ToArray(),
            (byte)'\n' => "\\n"u8.ToArray(),
            (byte)'\r' => "\\r"u8.ToArray(),
            (byte)'\t' => "\\t"u8.ToArray(),
            (byte)'\b' => "\\b"u8.ToArray(),
            (byte)'\f' => "\\f"u8.ToArray(),
            < 0x20 => Encoding.ASCII.GetBytes($"\\u{(int)value:x4}"),
            _ => [value],
        }),
    ];
}
