using System.Buffers;

namespace S3Snowplow;

/// <summary>Reads a stream line by line, as bytes, with the place of each line.</summary>
/// <param name="stream">The stream.</param>
/// <param name="maxLineBytes">A longer line is cut after one byte more, which tells its reader that it was too long.</param>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _from;
    private int _to;
    private long _offset;
    private int _lineNumber;

    /// <summary>The next line without its end, or <see langword="null"/> at the end of the stream.</summary>
    public async ValueTask<JsonDocumentSplitter.Document?> ReadAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        long start = _offset;
        bool any = false;
        while (true)
        {
            if (_from == _to)
            {
                _from = 0;
                _to = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
                if (_to == 0)
                {
                    return any ? Made(start) : null;
                }
            }

            any = true;
            int end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
            int length = end < 0 ? _to - _from : end;
            int kept = (int)Math.Min(length, maxLineBytes + 1L - _line.WrittenCount);
            _line.Write(_buffer.AsSpan(_from, kept));
            _from += length;
            _offset += length;
            if (end >= 0)
            {
                _from++;
                _offset++;
                return Made(start);
            }
        }
    }

    private JsonDocumentSplitter.Document Made(long start) => new(_line.WrittenSpan.ToArray(), ++_lineNumber, start);
}
