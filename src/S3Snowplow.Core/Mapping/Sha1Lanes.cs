using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace S3Snowplow.Mapping;

/// <summary>
/// SHA-1 (FIPS 180-4, section 6.1) of eight short messages at once, each in a lane of a vector. The platform's own takes one message a call,
/// and for one as short as an identity the call costs more than the hashing.
/// </summary>
/// <remarks>SHA-1 is what UUID version 5 is made of; it protects nothing here.</remarks>
internal sealed class Sha1Lanes
{
    /// <summary>How many messages are hashed at once.</summary>
    public const int Count = 8;

    /// <summary>The longest message that fits, in bytes; a longer one is for the platform's SHA-1.</summary>
    public const int MaxLength = LaneLength - 9;

    private const int BlockLength = 64;
    private const int LaneLength = 8 * BlockLength;

    private readonly byte[] _lanes = new byte[Count * LaneLength];
    private readonly int[] _blocks = new int[Count];
    private readonly Vector256<uint>[] _state = new Vector256<uint>[5];
    private readonly Vector256<uint>[] _words = new Vector256<uint>[80];

    /// <summary>Whether the processor has vectors of that length; without them, eight lanes are slower than eight calls.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    /// <summary>The room for the message of a lane.</summary>
    public Span<byte> Message(int lane) => _lanes.AsSpan(lane * LaneLength, MaxLength);

    /// <summary>Says that a lane has its message, of so many bytes: pads it as SHA-1 wants it.</summary>
    public void Close(int lane, int length)
    {
        int blocks = (length + 9 + BlockLength - 1) / BlockLength;
        Span<byte> padding = _lanes.AsSpan((lane * LaneLength) + length, (blocks * BlockLength) - length);
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padding[^8..], (ulong)length * 8);
        _blocks[lane] = blocks;
    }

    /// <summary>Hashes what the first <paramref name="used"/> lanes hold; the digests are asked for with <see cref="Digest"/>.</summary>
    public void Hash(int used)
    {
        _blocks.AsSpan(used).Clear();
        Vector256<int> blocks = Vector256.Create(_blocks);
        _state[0] = Vector256.Create(0x67452301u);
        _state[1] = Vector256.Create(0xEFCDAB89u);
        _state[2] = Vector256.Create(0x98BADCFEu);
        _state[3] = Vector256.Create(0x10325476u);
        _state[4] = Vector256.Create(0xC3D2E1F0u);
        int most = _blocks.Max();
        for (int block = 0; block < most; block++)
        {
            // A lane whose message has ended keeps its digest while the longer ones go on.
            Compress(block, goesOn: Vector256.GreaterThan(blocks, Vector256.Create(block)).AsUInt32());
        }
    }

    /// <summary>Writes the digest of a lane as far as <paramref name="digest"/> takes it, whole words only.</summary>
    public void Digest(int lane, Span<byte> digest)
    {
        for (int word = 0; word < digest.Length / 4; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(word * 4)..], _state[word][lane]);
        }
    }

    private void Compress(int block, Vector256<uint> goesOn)
    {
        Span<Vector256<uint>> state = _state;
        Vector256<uint> a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
        Span<Vector256<uint>> words = _words;
        Expand(block, words);
        for (int t = 0; t < 20; t += 5)
        {
            Vector256<uint> k = Vector256.Create(0x5A827999u);
            Round(a, ref b, Choose(b, c, d), ref e, words[t] + k);
            Round(e, ref a, Choose(a, b, c), ref d, words[t + 1] + k);
            Round(d, ref e, Choose(e, a, b), ref c, words[t + 2] + k);
            Round(c, ref d, Choose(d, e, a), ref b, words[t + 3] + k);
            Round(b, ref c, Choose(c, d, e), ref a, words[t + 4] + k);
        }

        for (int t = 20; t < 40; t += 5)
        {
            Vector256<uint> k = Vector256.Create(0x6ED9EBA1u);
            Round(a, ref b, b ^ c ^ d, ref e, words[t] + k);
            Round(e, ref a, a ^ b ^ c, ref d, words[t + 1] + k);
            Round(d, ref e, e ^ a ^ b, ref c, words[t + 2] + k);
            Round(c, ref d, d ^ e ^ a, ref b, words[t + 3] + k);
            Round(b, ref c, c ^ d ^ e, ref a, words[t + 4] + k);
        }

        for (int t = 40; t < 60; t += 5)
        {
            Vector256<uint> k = Vector256.Create(0x8F1BBCDCu);
            Round(a, ref b, Majority(b, c, d), ref e, words[t] + k);
            Round(e, ref a, Majority(a, b, c), ref d, words[t + 1] + k);
            Round(d, ref e, Majority(e, a, b), ref c, words[t + 2] + k);
            Round(c, ref d, Majority(d, e, a), ref b, words[t + 3] + k);
            Round(b, ref c, Majority(c, d, e), ref a, words[t + 4] + k);
        }

        for (int t = 60; t < 80; t += 5)
        {
            Vector256<uint> k = Vector256.Create(0xCA62C1D6u);
            Round(a, ref b, b ^ c ^ d, ref e, words[t] + k);
            Round(e, ref a, a ^ b ^ c, ref d, words[t + 1] + k);
            Round(d, ref e, e ^ a ^ b, ref c, words[t + 2] + k);
            Round(c, ref d, d ^ e ^ a, ref b, words[t + 3] + k);
            Round(b, ref c, c ^ d ^ e, ref a, words[t + 4] + k);
        }

        state[0] += a & goesOn;
        state[1] += b & goesOn;
        state[2] += c & goesOn;
        state[3] += d & goesOn;
        state[4] += e & goesOn;
    }

    // The message schedule: word t of all lanes stands in one vector.
    private void Expand(int block, Span<Vector256<uint>> words)
    {
        const int Next = LaneLength / sizeof(uint);
        ReadOnlySpan<uint> lanes = MemoryMarshal.Cast<byte, uint>(_lanes.AsSpan(block * BlockLength));
        for (int t = 0; t < 16; t++)
        {
            words[t] = Vector256.Create(
                BigEndian(lanes[t]), BigEndian(lanes[t + Next]), BigEndian(lanes[t + (2 * Next)]), BigEndian(lanes[t + (3 * Next)]),
                BigEndian(lanes[t + (4 * Next)]), BigEndian(lanes[t + (5 * Next)]), BigEndian(lanes[t + (6 * Next)]), BigEndian(lanes[t + (7 * Next)]));
        }

        for (int t = 16; t < words.Length; t++)
        {
            words[t] = RotateLeft(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(Vector256<uint> a, ref Vector256<uint> b, Vector256<uint> f, ref Vector256<uint> e, Vector256<uint> wordAndK)
    {
        e += RotateLeft(a, 5) + f + wordAndK;
        b = RotateLeft(b, 30);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Choose(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => d ^ (b & (c ^ d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Majority(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => (b & c) | (d & (b | c));

    private static uint BigEndian(uint word) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));
}
