using System.Buffers.Text;

namespace S3Snowplow.Lambda.Http;

/// <summary>Reads one answer after the other from a connection, into buffers that are used again. Sizes and chunks are checked; nothing is trusted to be short.</summary>
/// <remarks>Source: RFC 9112, "HTTP/1.1": sections 6.3 (length of a body), 7.1 (chunks); RFC 9110, section 15.2 (1xx).</remarks>
/// <param name="limit">The largest body in bytes.</param>
/// <param name="cutsOff">Whether a larger body is read up to <paramref name="limit"/>, and the connection is of no more use; otherwise it is an error.</param>
internal sealed class HttpAnswerReader(int limit = HttpAnswerReader.MaxBodyBytes, bool cutsOff = false)
{
    /// <summary>The largest head in bytes: more than servers send, little enough to be kept.</summary>
    public const int MaxHeadBytes = 64 * 1024;

    /// <summary>The largest body in bytes of an answer that is wanted whole. An invocation's payload has at most 6 MiB (20 MiB in some modes); beyond this something is wrong.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    // What is larger is not kept for the next invocation.
    private const int KeptBodyBytes = 1024 * 1024;

    private byte[] _head = new byte[4096];
    private byte[] _body = [];
    private int _filled;
    private int _at;

    // Up to here stands the head that is handed out.
    private int _keep;

    /// <summary>Whether a byte of the answer has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The status of the answer, once its head is read; otherwise 0.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Whether no further answer can come over this connection.</summary>
    public bool MustClose { get; private set; }

    /// <summary>Prepares for the next answer.</summary>
    public void Begin()
    {
        (HasBegun, StatusCode, MustClose, _filled, _at, _keep) = (false, 0, false, 0, 0, 0);
        if (_body.Length > KeptBodyBytes)
        {
            _body = [];
        }
    }

    public async ValueTask<HttpAnswer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            int end;
            while ((end = _head.AsSpan(_at, _filled - _at).IndexOf("\r\n\r\n"u8)) < 0)
            {
                await FillAsync(stream, cancellationToken).ConfigureAwait(false);
            }

            ReadOnlyMemory<byte> whole = _head.AsMemory(_at, end + 4);
            _at += end + 4;
            var head = HttpHead.Parse(whole);

            // 1xx is no answer yet.
            if (head.StatusCode >= 200)
            {
                _keep = _at;
                StatusCode = head.StatusCode;
                MustClose = head.Closes;
                int length = await ReadBodyAsync(stream, head, cancellationToken).ConfigureAwait(false);

                // What nobody asked for must not be taken for the answer to what is asked next.
                MustClose |= _filled > _at;
                return new HttpAnswer(head.StatusCode, head.Lines, _body.AsMemory(0, length));
            }
        }
    }

    private async ValueTask<int> ReadBodyAsync(Stream stream, HttpHead head, CancellationToken cancellationToken)
    {
        if (head.StatusCode is 204 or 304)
        {
            return 0;
        }

        if (head.IsChunked)
        {
            // Two lengths: somebody on the way may have gone by the other one.
            MustClose |= head.ContentLength is not null;
            return await ReadChunksAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        if (head.ContentLength is { } announced)
        {
            int length = Within(announced);
            await ReadExactlyAsync(stream, 0, length, cancellationToken).ConfigureAwait(false);
            return length;
        }

        // Without a length the body ends with the connection.
        MustClose = true;
        return await ReadToEndAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As much of so many bytes as is read. Where that is not all, nothing else can be read from the connection.</summary>
    private int Within(long length)
    {
        if (length <= limit)
        {
            return (int)length;
        }

        MustClose = true;
        return cutsOff ? limit : throw new HttpAnswerException($"it sent, or announced, a body of more than {limit} bytes");
    }

    private async ValueTask<int> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            ReadOnlyMemory<byte> line = await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false);
            if (!Utf8Parser.TryParse(line.Span, out int size, out int digits, 'x') || (digits < line.Length && line.Span[digits] is not ((byte)';' or (byte)' ' or (byte)'\t')) || size < 0)
            {
                throw new HttpAnswerException("it sent a chunk without a usable size");
            }

            if (size == 0)
            {
                // Trailers mean nothing here.
                while ((await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false)).Length > 0)
                {
                }

                return length;
            }

            int read = Within((long)length + size) - length;
            await ReadExactlyAsync(stream, length, read, cancellationToken).ConfigureAwait(false);
            length += read;
            if (read < size)
            {
                return length;
            }

            if ((await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false)).Length > 0)
            {
                throw new HttpAnswerException("it sent a chunk that is longer than its size");
            }
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        int end;
        while ((end = _head.AsSpan(_at, _filled - _at).IndexOf("\r\n"u8)) < 0)
        {
            await FillAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        ReadOnlyMemory<byte> line = _head.AsMemory(_at, end);
        _at += end + 2;
        return line;
    }

    /// <summary>Moves bytes of the body to their place: first those that came with the head, then what the connection has.</summary>
    private async ValueTask ReadExactlyAsync(Stream stream, int at, int count, CancellationToken cancellationToken)
    {
        Reserve(at + count);
        int buffered = Math.Min(count, _filled - _at);
        _head.AsSpan(_at, buffered).CopyTo(_body.AsSpan(at));
        _at += buffered;
        for (int done = buffered; done < count;)
        {
            int received = await stream.ReadAsync(_body.AsMemory(at + done, count - done), cancellationToken).ConfigureAwait(false);
            done += received > 0 ? received : throw Ended();
        }
    }

    private async ValueTask<int> ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        int length = Within(_filled - _at);
        await ReadExactlyAsync(stream, 0, length, cancellationToken).ConfigureAwait(false);
        while (length < limit || !cutsOff)
        {
            Reserve(Within((long)length + 1));
            int received = await stream.ReadAsync(_body.AsMemory(length, Math.Min(_body.Length, limit) - length), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                break;
            }

            length += received;
        }

        return length;
    }

    private void Reserve(int length)
    {
        if (_body.Length < length)
        {
            Array.Resize(ref _body, Math.Max(length, Math.Min(2 * _body.Length, limit)));
        }
    }

    private async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_filled == _head.Length && _at > _keep)
        {
            _head.AsSpan(_at, _filled - _at).CopyTo(_head.AsSpan(_keep));
            (_at, _filled) = (_keep, _keep + _filled - _at);
        }

        if (_filled == _head.Length)
        {
            if (_filled >= MaxHeadBytes)
            {
                throw new HttpAnswerException($"it sent a head, or a line of a chunk, of more than {MaxHeadBytes} bytes");
            }

            Array.Resize(ref _head, Math.Min(2 * _head.Length, MaxHeadBytes));
        }

        int received = await stream.ReadAsync(_head.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
        if (received == 0)
        {
            throw Ended();
        }

        HasBegun = true;
        _filled += received;
    }

    private static HttpAnswerException Ended() => new("it closed the connection in the middle of an answer");
}
