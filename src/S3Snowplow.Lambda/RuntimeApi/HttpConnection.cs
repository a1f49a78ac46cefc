using System.Net.Sockets;

namespace S3Snowplow.Lambda.RuntimeApi;

/// <summary>
/// HTTP/1.1 to one near server over one kept connection, a request at a time: all that the Runtime API needs. A general client costs a function
/// more at its start than everything else it does.
/// </summary>
/// <param name="host">A name or an address.</param>
/// <param name="port">The TCP port.</param>
internal sealed class HttpConnection(string host, int port) : IDisposable
{
    private readonly HttpAnswerReader _reader = new();
    private byte[] _request = new byte[1024];
    private Socket? _socket;

    /// <summary>Sends a request and reads its answer whole.</summary>
    /// <remarks>
    /// Where a kept connection turns out to be dead before the first byte of an answer, the request is sent once more over a new one. That is safe even
    /// if the first one arrived: the Runtime API refuses a second response to an invocation, and a second <c>next</c> gives the next.
    /// </remarks>
    /// <param name="head">The request line and headers, with the empty line.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is closed then.</param>
    /// <exception cref="SocketException">The server cannot be reached, or the connection broke.</exception>
    /// <exception cref="RuntimeApiException">What came is no HTTP answer, or the connection ended before the answer did.</exception>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        bool isKept = _socket is not null && !IsClosedByPeer(_socket);
        if (!isKept)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await SendOnceAsync(_socket!, head, body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (isKept && !_reader.HasBegun && exception is SocketException or RuntimeApiException)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await SendOnceAsync(_socket!, head, body, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => Close();

    private static bool IsClosedByPeer(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        Close();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (System.Net.IPAddress.TryParse(host, out System.Net.IPAddress? address))
            {
                socket.Dispose();
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            }

            _socket = socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<HttpAnswer> SendOnceAsync(Socket socket, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _reader.Begin();
        try
        {
            await WriteAsync(socket, head, body, cancellationToken).ConfigureAwait(false);
            HttpAnswer answer = await _reader.ReadAsync(socket, cancellationToken).ConfigureAwait(false);
            if (_reader.MustClose)
            {
                Close();
            }

            return answer;
        }
        catch
        {
            // Half an answer may still come: this connection is of no more use.
            Close();
            throw;
        }
    }

    private async ValueTask WriteAsync(Socket socket, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Small ones in one segment; a large body is not copied.
        const int MaxCopied = 16 * 1024;
        ReadOnlyMemory<byte> first = head;
        if (body.Length is > 0 and <= MaxCopied)
        {
            if (_request.Length < head.Length + body.Length)
            {
                _request = new byte[head.Length + body.Length];
            }

            head.CopyTo(_request);
            body.CopyTo(_request.AsMemory(head.Length));
            first = _request.AsMemory(0, head.Length + body.Length);
            body = default;
        }

        await WriteAllAsync(socket, first, cancellationToken).ConfigureAwait(false);
        await WriteAllAsync(socket, body, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask WriteAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
