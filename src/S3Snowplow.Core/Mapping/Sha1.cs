using System.Buffers.Binary;
using System.Numerics;

namespace S3Snowplow.Mapping;

/// <summary>SHA-1 of one message, for UUIDs of version 5; it protects nothing here. <see cref="Sha1Lanes"/> hashes many.</summary>
/// <remarks>
/// The first use of the system's loads its cryptography library: milliseconds and megabytes, which a function that starts, relays one event and is
/// thrown away would pay for nothing. Source: FIPS 180-4, section 6.1.
/// </remarks>
internal static class Sha1
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int HashBytes = 20;

    private const int BlockBytes = 64;

    /// <summary>Hashes <paramref name="input"/> into the first 20 bytes of <paramref name="hash"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        ReadOnlySpan<byte> rest = input;
        for (; rest.Length >= BlockBytes; rest = rest[BlockBytes..])
        {
            Mix(state, rest[..BlockBytes]);
        }

        // The end: a one bit, zeros, and the length in bits, in one block or two.
        Span<byte> end = stackalloc byte[2 * BlockBytes];
        end.Clear();
        rest.CopyTo(end);
        end[rest.Length] = 0x80;
        int length = rest.Length + 9 <= BlockBytes ? BlockBytes : 2 * BlockBytes;
        BinaryPrimitives.WriteUInt64BigEndian(end[(length - 8)..], (ulong)input.Length * 8);
        for (int at = 0; at < length; at += BlockBytes)
        {
            Mix(state, end.Slice(at, BlockBytes));
        }

        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], state[i]);
        }
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[80];
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }

        for (int i = 16; i < words.Length; i++)
        {
            words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        // A loop each, so that no round asks which one it is.
        int t = 0;
        for (; t < 20; t++)
        {
            (a, b, c, d, e) = (BitOperations.RotateLeft(a, 5) + (d ^ (b & (c ^ d))) + e + 0x5A827999 + words[t], a, BitOperations.RotateLeft(b, 30), c, d);
        }

        for (; t < 40; t++)
        {
            (a, b, c, d, e) = (BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + e + 0x6ED9EBA1 + words[t], a, BitOperations.RotateLeft(b, 30), c, d);
        }

        for (; t < 60; t++)
        {
            (a, b, c, d, e) = (BitOperations.RotateLeft(a, 5) + ((b & c) | (d & (b | c))) + e + 0x8F1BBCDC + words[t], a, BitOperations.RotateLeft(b, 30), c, d);
        }

        for (; t < words.Length; t++)
        {
            (a, b, c, d, e) = (BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + e + 0xCA62C1D6 + words[t], a, BitOperations.RotateLeft(b, 30), c, d);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
