using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace S3Snowplow.Mapping;

/// <summary>Writes bytes of UTF-8 into a JSON string: the quotation mark, the backslash and control characters are escaped, all else stays.</summary>
/// <remarks>
/// The framework's writers escape a nested quotation mark as six bytes (<c>\u0022</c>) or go through a string; an event is JSON within a
/// JSON string, with a quotation mark every few bytes, so this is the hottest loop of the project.
/// </remarks>
internal static class JsonEscaping
{
    /// <summary>The longest that one byte becomes: <c>\u001f</c>.</summary>
    public const int MaxExpansion = 6;

    // For each pattern of quotation marks and backslashes among eight bytes, where the bytes go: 16 indices, NoByte where a backslash is put in.
    private const byte NoByte = 0xFF;
    private static readonly byte[] Spread = MakeSpread();

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
        ref byte spread = ref MemoryMarshal.GetArrayDataReference(Spread);
        int read = 0;
        int written = 0;
        while (read < length)
        {
            // Sixteen bytes are always stored; the counts say how many of them are meant.
            Vector128<byte> block = Vector128.LoadUnsafe(ref from, (nuint)read);
            uint controls = Vector128.LessThan(block, Vector128.Create((byte)0x20)).ExtractMostSignificantBits();
            uint quotes = (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
            if ((controls | quotes) == 0)
            {
                block.StoreUnsafe(ref to, (nuint)written);
                int plain = Math.Min(Vector128<byte>.Count, length - read);
                read += plain;
                written += plain;
                continue;
            }

            // Eight bytes at a time become at most sixteen, without a branch for each quotation mark.
            if (controls == 0 && length - read >= Vector128<byte>.Count)
            {
                written += Store(block, quotes & 0xFF, ref spread, ref Unsafe.Add(ref to, written));
                written += Store(Vector128.Shuffle(block.AsUInt64(), Vector128.Create(1UL, 1UL)).AsByte(), quotes >> 8, ref spread, ref Unsafe.Add(ref to, written));
                read += Vector128<byte>.Count;
                continue;
            }

            // At the end, or before a control character, fewer of them.
            int count = Math.Min(Math.Min(8, length - read), BitOperations.TrailingZeroCount(controls));
            written += Store(block, quotes & ((1u << count) - 1), ref spread, ref Unsafe.Add(ref to, written)) - (8 - count);
            read += count;
            if (count == 0)
            {
                written += EscapeControl(source[read], target[written..]);
                read++;
            }
        }

        return written;
    }

    // Stores the lower eight bytes, a backslash before each that the pattern says, and tells how many bytes that is.
    private static int Store(Vector128<byte> block, uint pattern, ref byte spread, ref byte to)
    {
        Vector128<byte> places = Vector128.LoadUnsafe(ref spread, pattern * (nuint)Vector128<byte>.Count);
        Vector128<byte> backslashes = Vector128.Equals(places, Vector128.Create(NoByte)) & Vector128.Create((byte)'\\');
        (Take(block, places) | backslashes).StoreUnsafe(ref to);
        return 8 + BitOperations.PopCount(pattern);
    }

    // An index out of range gives zero. The portable Shuffle is quick for constants only before .NET 9.
    private static Vector128<byte> Take(Vector128<byte> block, Vector128<byte> places) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(block, places)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(block, places)
        : Vector128.Shuffle(block, places);

    private static byte[] MakeSpread()
    {
        byte[] spread = new byte[256 * Vector128<byte>.Count];
        for (int pattern = 0; pattern < 256; pattern++)
        {
            int to = pattern * Vector128<byte>.Count;
            for (byte from = 0; from < 8; from++)
            {
                if ((pattern >> from & 1) != 0)
                {
                    spread[to++] = NoByte;
                }

                spread[to++] = from;
            }
        }

        return spread;
    }

    private static int EscapeControl(byte value, Span<byte> target)
    {
        target[0] = (byte)'\\';
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
