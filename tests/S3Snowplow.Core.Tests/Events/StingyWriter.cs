using System.Buffers;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Gives exactly as much room as was asked for: whoever asks for too little does not get away with it.</summary>
internal sealed class StingyWriter : IBufferWriter<byte>
{
    private readonly MemoryStream _written = new();
    private byte[] _piece = [];

    public byte[] Written => _written.ToArray();

    public void Advance(int count)
    {
        _written.Write(_piece, 0, count);
        _piece = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _piece = new byte[Math.Max(1, sizeHint)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
