using System.Buffers;

namespace S3Snowplow;

/// <summary>
/// Reads a stream line by line, as bytes, with the place of each line. A line beyond the limit in which JSON documents stand one behind the other comes in pieces that end with a document:
/// files of Amazon Data Firehose may be one line of a hundred megabytes.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="maxLineBytes">A longer line, or document in it, is cut after one byte more, which tells its reader that it was too long.</param>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _from;
    private int _to;
    private long _offset;
    private int _lineNumber = 1;
    private byte[] _begun = [];

    /// <summary>The next line without its end, or <see langword="null"/> at the end of the stream.</summary>
    public async ValueTask<JsonDocumentSplitter.Document?> ReadAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        long start = _offset - _begun.Length;
        bool any = _begun.Length > 0;
        bool isCut = false;
        _line.Write(_begun);
        _begun = [];
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
            if (!isCut && _line.WrittenCount > maxLineBytes)
            {
                if (JsonSequence.EndOfLast(_line.WrittenSpan) is > 0 and int piece)
                {
                    _from += kept;
                    _offset += kept;
                    _begun = _line.WrittenSpan[piece..].ToArray();
                    return new JsonDocumentSplitter.Document(_line.WrittenSpan[..piece].ToArray(), _lineNumber, start);
                }

                isCut = true;
            }

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

    private JsonDocumentSplitter.Document Made(long start) => new(_line.WrittenSpan.ToArray(), _lineNumber++, start);
}
