using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <remarks>All of it throws <see cref="InvalidDataException"/> where the bytes are cut off or say what cannot be.</remarks>
internal ref struct StateReader(ReadOnlySpan<byte> input)
{
    /// <summary>No list of a state is longer; a broken file must not take the memory.</summary>
    public const int MostItems = 1 << 20;

    // Far above what can come in, and low enough for all products.
    private static readonly Int128 MostBytes = Int128.One << 100;

    private readonly ReadOnlySpan<byte> _input = input;
    private int _position;

    /// <summary>Whether all was read.</summary>
    public readonly bool IsAtEnd => _position == _input.Length;

    /// <summary>Reads a number.</summary>
    public Int128 ReadInt128()
    {
        UInt128 value = 0;
        for (int shift = 0; shift < 128; shift += 7)
        {
            if (_position == _input.Length)
            {
                throw Broken("ends too early");
            }

            byte next = _input[_position++];
            value |= (UInt128)(next & 0x7Fu) << shift;
            if (next < 0x80)
            {
                return (Int128)(value >> 1) ^ -(Int128)(value & 1);
            }
        }

        throw Broken("has a number of more than 128 bits");
    }

    /// <summary>Reads a number of 64 bits.</summary>
    public long ReadLong(long least = long.MinValue, long most = long.MaxValue)
    {
        Int128 value = ReadInt128();
        return value >= least && value <= most ? (long)value : throw Broken($"has {value} where {least} to {most} is allowed");
    }

    /// <summary>Reads a sum of bytes, 0 or more.</summary>
    public Int128 ReadSum()
    {
        Int128 value = ReadInt128();
        return value >= 0 && value <= MostBytes ? value : throw Broken($"has a sum of {value}");
    }

    /// <summary>Reads a number that lies between two others.</summary>
    public int ReadInt(int least = 0, int most = int.MaxValue)
    {
        Int128 value = ReadInt128();
        return value >= least && value <= most ? (int)value : throw Broken($"has {value} where {least} to {most} is allowed");
    }

    /// <summary>Reads yes or no.</summary>
    public bool ReadBool() => ReadInt(0, 1) == 1;

    /// <summary>Reads a number that may be missing.</summary>
    public long? ReadOptional() => ReadBool() ? ReadLong() : null;

    /// <summary>Reads a name.</summary>
    public string ReadString()
    {
        int length = ReadInt();
        if (length > _input.Length - _position)
        {
            throw Broken("ends within a name");
        }

        string text = Encoding.UTF8.GetString(_input.Slice(_position, length));
        _position += length;
        return text;
    }

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int length = ReadInt();
        if (length > _input.Length - _position)
        {
            throw Broken("ends within a list of bytes");
        }

        ReadOnlySpan<byte> bytes = _input.Slice(_position, length);
        _position += length;
        return bytes;
    }

    private readonly InvalidDataException Broken(string what) => new($"The saved state {what}, at byte {_position}.");
}
