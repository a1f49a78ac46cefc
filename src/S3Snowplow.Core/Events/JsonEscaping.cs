using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace S3Snowplow.Events;

/// <summary>Writes bytes of UTF-8 into a JSON string: the quotation mark, the backslash and control characters are escaped, all else stays.</summary>
/// <remarks>
/// The framework's writers escape a nested quotation mark as six bytes (<c>\u0022</c>) or go through a string; an event is JSON within a
/// JSON string, with a quotation mark every few bytes, so this is the hottest loop of the project.
/// </remarks>
internal static class JsonEscaping
{
    /// <summary>The longest that one byte becomes: <c>\u001f</c>.</summary>
    public const int MaxExpansion = 6;

    /// <summary>Escapes <paramref name="length"/> bytes of <paramref name="source"/> into <paramref name="target"/>.</summary>
    /// <param name="source">The bytes, and at least 16 readable ones behind them.</param>
    /// <param name="length">How many bytes to escape.</param>
    /// <param name="target">Room for <see cref="MaxExpansion"/> times the length, and at least 16 bytes more.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Escape(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        // The loop reads and writes without bounds: these three lines are what keeps it inside.
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length - length, Vector128<byte>.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan((target.Length - Vector128<byte>.Count) / MaxExpansion, length);

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        nuint read = 0;
        nuint written = 0;
        nuint end = (nuint)length;
        while (read < end)
        {
            // Sixteen bytes are stored at once; the count says how many of them are meant.
            Vector128<byte> block = Vector128.LoadUnsafe(ref from, read);
            block.StoreUnsafe(ref to, written);
            uint mask = (Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)0x20))).ExtractMostSignificantBits();
            nuint plain = Math.Min(mask == 0 ? (nuint)Vector128<byte>.Count : (nuint)BitOperations.TrailingZeroCount(mask), end - read);
            read += plain;
            written += plain;
            if (plain < (nuint)Vector128<byte>.Count && read < end)
            {
                written += EscapeOne(source[(int)read], target[(int)written..]);
                read++;
            }
        }

        return (int)written;
    }

    private static nuint EscapeOne(byte value, Span<byte> target)
    {
        target[0] = (byte)'\\';
        if (value >= 0x20)
        {
            target[1] = value;
            return 2;
        }

        byte letter = value switch { (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', (byte)'\t' => (byte)'t', (byte)'\b' => (byte)'b', (byte)'\f' => (byte)'f', _ => 0 };
        if (letter != 0)
        {
            target[1] = letter;
            return 2;
        }

        "u00"u8.CopyTo(target[1..]);
        target[4] = (byte)(value < 0x10 ? '0' : '1');
        target[5] = "0123456789abcdef"u8[value & 0x0F];
        return 6;
    }
}
