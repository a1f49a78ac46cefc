using System.Buffers;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>Writes a state as numbers of variable length: 7 bits a byte, the lowest first, the sign in the lowest bit of all. Most of a state is zeros.</summary>
internal sealed class StateWriter(IBufferWriter<byte> output)
{
    /// <summary>Writes a number.</summary>
    public void Write(Int128 value)
    {
        UInt128 rest = (UInt128)((value << 1) ^ (value >> 127));
        Span<byte> bytes = output.GetSpan(19);
        int length = 0;
        while (rest > 0x7F)
        {
            bytes[length++] = (byte)((byte)(rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
        output.Advance(length);
    }

    /// <summary>Writes yes or no.</summary>
    public void Write(bool value) => Write(value ? 1 : 0);

    /// <summary>Writes a number that may be missing.</summary>
    public void WriteOptional(long? value)
    {
        Write(value is not null);
        if (value is { } there)
        {
            Write(there);
        }
    }

    /// <summary>Writes a name.</summary>
    public void Write(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Write(length);
        Encoding.UTF8.GetBytes(text, output.GetSpan(length));
        output.Advance(length);
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        output.Write(bytes);
    }
}
