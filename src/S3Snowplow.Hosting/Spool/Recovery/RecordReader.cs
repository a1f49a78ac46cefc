using System.Buffers.Binary;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>Reads the numbers of SQLite's record format: varints, and values by their serial types. https://sqlite.org/fileformat2.html#record_format</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxVarintBytes = 9;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next number begins.</summary>
    public int Position { get; private set; }

    /// <summary>Whether a serial type is that of a whole number: 1 to 6 with bytes, 8 and 9 for zero and one.</summary>
    public static bool IsInteger(long type) => type is >= 1 and <= 6 or 8 or 9;

    public static bool IsBlob(long type) => type >= 12 && type % 2 == 0;

    public static bool IsText(long type) => type >= 13 && type % 2 == 1;

    /// <summary>How many bytes a value of a serial type has.</summary>
    public static long LengthOf(long type) => type switch
    {
        >= 1 and <= 4 => type,
        5 => 6,
        6 or 7 => 8,
        >= 12 => (type - 12) / 2,
        _ => 0,
    };

    /// <summary>A whole number of a serial type, most significant byte first, with its sign.</summary>
    public static long Integer(long type, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return type == 9 ? 1 : 0;
        }

        Span<byte> whole = stackalloc byte[8];
        whole.Fill((sbyte)value[0] < 0 ? (byte)0xFF : (byte)0);
        value.CopyTo(whole[(8 - value.Length)..]);
        return BinaryPrimitives.ReadInt64BigEndian(whole);
    }

    /// <summary>Reads a varint: seven bits a byte, most significant first, all eight of the ninth.</summary>
    public bool TryReadVarint(out long value)
    {
        value = 0;
        for (int i = 0; i < MaxVarintBytes && Position < _bytes.Length; i++)
        {
            byte next = _bytes[Position++];
            if (i == MaxVarintBytes - 1)
            {
                value = (value << 8) | next;
                return true;
            }

            value = (value << 7) | (long)(next & 0x7F);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
