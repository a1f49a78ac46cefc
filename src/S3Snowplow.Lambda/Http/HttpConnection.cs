using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace S3Snowplow.Lambda.Http;

/// <summary>
/// HTTP/1.1 to one server over one kept connection, a request at a time: all that a function needs. A general client costs a function
/// more at its start than everything else it does.
/// </summary>
/// <param name="host">A name or an address.</param>
/// <param name="port">The TCP port.</param>
/// <param name="isTls">Whether it speaks TLS; the server's certificate is checked against <paramref name="host"/> as the system does.</param>
internal sealed class HttpConnection(string host, int port, bool isTls = false) : IDisposable
{
    private readonly HttpAnswerReader _reader = new();
    private byte[] _request = new byte[1024];
    private Socket? _socket;
    private Stream? _stream;

    /// <summary>Whether the next request may go over the connection as it stands.</summary>
    public bool IsOpen => _stream is not null;

    /// <summary>The status of the answer to the last request, as soon as its head is read, though its body may never come; otherwise 0.</summary>
    public int StatusCode => _reader.StatusCode;

    /// <summary>Opens the connection, if it is not open, before there is a request for it.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke in the handshake.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not accepted.</exception>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => IsOpen ? ValueTask.CompletedTask : ConnectAsync(cancellationToken);

    /// <summary>Sends a request and reads its answer whole.</summary>
    /// <remarks>
    /// Where a kept connection turns out to be dead before the first byte of an answer, the request is sent once more over a new one. That is safe even
    /// if the first one arrived: the Runtime API refuses a second response to an invocation, a second <c>next</c> gives the next, and events have the ids
    /// that they had.
    /// </remarks>
    /// <param name="head">The request line and headers, with the empty line.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is closed then.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke; <see cref="HttpAnswerException"/> where what came is no whole HTTP answer.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not accepted.</exception>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Before all else: no answer of an earlier request may be taken for this one's.
        _reader.Begin();
        bool isKept = IsOpen && !IsClosedByPeer();
        if (!isKept)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await SendOnceAsync(_stream!, head, body, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (isKept && !_reader.HasBegun)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await SendOnceAsync(_stream!, head, body, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => Close();

    // With TLS there may be bytes of the protocol itself to be read; there a dead connection shows when it is used.
    private bool IsClosedByPeer() => !isTls && _socket!.Poll(0, SelectMode.SelectRead);

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        Close();
        try
        {
            _socket = IPAddress.TryParse(host, out IPAddress? address)
                ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            _socket.NoDelay = true;
            if (address is not null)
            {
                await _socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            }

            _stream = new NetworkStream(_socket, ownsSocket: true);
            if (isTls)
            {
                _stream = await SecureAsync(_stream, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Close();
            throw;
        }
    }

    private async ValueTask<SslStream> SecureAsync(Stream plain, CancellationToken cancellationToken)
    {
        var tls = new SslStream(plain);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<HttpAnswer> SendOnceAsync(Stream stream, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _reader.Begin();
        try
        {
            await WriteAsync(stream, head, body, cancellationToken).ConfigureAwait(false);
            HttpAnswer answer = await _reader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
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

        await stream.WriteAsync(first, cancellationToken).ConfigureAwait(false);
        if (body.Length > 0)
        {
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_socket, _stream) = (null, null);
    }
}
