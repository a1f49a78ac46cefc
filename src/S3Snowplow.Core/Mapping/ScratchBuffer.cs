using System.Buffers;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>A growing buffer that is used again for each event of a thread. It always has room for one vector behind what was written.</summary>
/// <param name="size">The room that it begins with, and keeps.</param>
internal sealed class ScratchBuffer(int size = ScratchBuffer.UsualSize) : IBufferWriter<byte>
{
    /// <summary>How many bytes behind the written ones may be read or written, so that a vector needs no special case at the end.</summary>
    public const int Slack = 32;

    // What is larger goes back to the pool, which all threads share.
    private const int MaxKept = 64 * 1024;
    private const int UsualSize = 4096;

    private byte[] _bytes = new byte[size + Slack];
    private int _length;
    private bool _isRented;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>The written bytes and the slack behind them.</summary>
    public ReadOnlySpan<byte> WrittenWithSlack => _bytes.AsSpan(0, _length + Slack);

    public void Clear()
    {
        _length = 0;
        if (_isRented)
        {
            Replace(new byte[size + Slack]);
        }
    }

    /// <summary>Forgets what was written behind the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Slack - _length);
        _length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsSpan(_length, _bytes.Length - Slack - _length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_length, _bytes.Length - Slack - _length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Makes room for <paramref name="count"/> bytes, the slack not counted.</summary>
    private void Reserve(int count)
    {
        if (_bytes.Length - Slack - _length < count)
        {
            int length = checked((int)Math.Max((long)_length + count + Slack, Math.Min(_bytes.Length * 2L, Array.MaxLength)));
            bool isLarge = length > MaxKept;
            byte[] larger = isLarge ? LargeArrays<byte>.Rent(length) : new byte[length];
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Replace(larger);
            _isRented = isLarge;
        }
    }

    // Large ones come from the pool: made anew for each huge event, each would be a large object for the collector of garbage.
    private void Replace(byte[] bytes)
    {
        if (_isRented)
        {
            LargeArrays<byte>.Return(_bytes);
        }

        (_bytes, _isRented) = (bytes, false);
    }
}
