using System.Buffers;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>A growing buffer that is used again for each event of a thread. It always has room for one vector behind what was written.</summary>
/// <param name="size">The room that it begins with.</param>
internal sealed class ScratchBuffer(int size = ScratchBuffer.UsualSize) : IBufferWriter<byte>
{
    /// <summary>How many bytes behind the written ones may be read or written, so that a vector needs no special case at the end.</summary>
    public const int Slack = 32;

    // A larger array is lent. If each thread kept its own, each would hold a large object.
    private const int MaxKept = 64 * 1024;
    private const int UsualSize = 4096;

    private GrowingArray<byte> _bytes = new(size + Slack, MaxKept);
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.Items.AsSpan(0, _length);

    /// <summary>The written bytes and the slack behind them.</summary>
    public ReadOnlySpan<byte> WrittenWithSlack => _bytes.Items.AsSpan(0, _length + Slack);

    public void Clear()
    {
        _bytes.Shrink(_length);
        _length = 0;
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Items.Length - Slack - _length);
        _length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.Items.AsSpan(_length, _bytes.Items.Length - Slack - _length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.Items.AsMemory(_length, _bytes.Items.Length - Slack - _length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.Items.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Makes room for <paramref name="count"/> bytes, the slack not counted.</summary>
    private void Reserve(int count)
    {
        if (_bytes.Items.Length - Slack - _length < count)
        {
            _bytes.Grow(_length, checked(_length + count + Slack));
        }
    }
}
