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
/// <param name="tls">How it speaks TLS; by default it does not.</param>
/// <param name="reader">Reads the answers; by default whole.</param>
internal sealed class HttpConnection(string host, int port, SslClientAuthenticationOptions? tls = null, HttpAnswerReader? reader = null) : IDisposable
{
    private readonly HttpAnswerReader _reader = reader ?? new HttpAnswerReader();
    private byte[] _request = new byte[1024];
    private NetworkStream? _plain;
    private Stream? _stream;

    // Over TLS, from one answer to the next: waits for bytes, and takes none.
    private Task<int>? _waiting;

    /// <summary>How long opening the connection may take.</summary>
    /// <value>The default value is without a limit: what is local answers, or refuses.</value>
    public TimeSpan OpenTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The clock of <see cref="OpenTimeout"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the next request may go over the connection as it stands.</summary>
    public bool IsOpen => _stream is not null;

    /// <summary>Whether it is known that something has come over the idle connection; for tests of what follows from that.</summary>
    internal bool HasHeard => _waiting?.IsCompleted ?? _plain!.Socket.Poll(0, SelectMode.SelectRead);

    /// <summary>The status of the answer to the last request, as soon as its head is read, though its body may never come; otherwise 0.</summary>
    public int StatusCode => _reader.StatusCode;

    /// <summary>Opens the connection, if it is not open, before there is a request for it.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke in the handshake.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not accepted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or <see cref="OpenTimeout"/> is over.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            BeginWaiting();
        }
    }

    /// <summary>Sends a request and reads its answer whole.</summary>
    /// <remarks>
    /// A kept connection over which something came that nobody asked for is replaced: the end of it, or bytes that would be taken for this request's answer. Where one
    /// turns out to be dead before the first byte of an answer, the request is sent once more over a new one. That is safe even if the first one arrived: the
    /// Runtime API refuses a second response to an invocation, a second <c>next</c> gives the next, and events have the ids that they had.
    /// </remarks>
    /// <param name="head">The request line and headers, with the empty line.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is closed then.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke; <see cref="HttpAnswerException"/> where what came is no whole HTTP answer.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not accepted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or <see cref="OpenTimeout"/> is over.</exception>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Before all else: no answer of an earlier request may be taken for this one's.
        _reader.Begin();
        bool isKept = IsOpen && await IsSilentAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Whether nothing has come over the idle connection, its end included.</summary>
    private async ValueTask<bool> IsSilentAsync(CancellationToken cancellationToken)
    {
        if (_waiting is null)
        {
            return !_plain!.Socket.Poll(0, SelectMode.SelectRead);
        }

        try
        {
            await ((WatchedStream)_plain!).WhenAllIsReadAsync(_waiting, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Close();
            throw;
        }

        return !_waiting.IsCompleted;
    }

    // A read without room for a byte completes when there is one, decrypted: session tickets do not end it, the end of the connection does.
    private void BeginWaiting()
    {
        if (tls is not null)
        {
            _waiting = _stream!.ReadAsync(Memory<byte>.Empty, CancellationToken.None).AsTask();
        }
    }

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        Close();
        using var limit = new CancellationTokenSource(OpenTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _plain = await ConnectPlainAsync(either.Token).ConfigureAwait(false);
            _stream = _plain;
            if (tls is not null)
            {
                var secure = new SslStream(_plain);
                _stream = secure;
                await secure.AuthenticateAsClientAsync(tls, either.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            Close();
            throw;
        }
    }

    private async ValueTask<NetworkStream> ConnectPlainAsync(CancellationToken cancellationToken)
    {
        var address = IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null;
#pragma warning disable CA2000 // The stream owns it, or it is disposed of below.
        Socket socket = address is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
#pragma warning restore CA2000
        try
        {
            socket.NoDelay = true;
            EndPoint end = address is null ? new DnsEndPoint(host, port) : new IPEndPoint(address, port);
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            return tls is null ? new NetworkStream(socket, ownsSocket: true) : new WatchedStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<HttpAnswer> SendOnceAsync(Stream stream, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _reader.Begin();
        try
        {
            await WriteAsync(stream, head, body, cancellationToken).ConfigureAwait(false);
            if (_waiting is { } waiting)
            {
                // There is one read at a time, and this one has begun already.
                await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
                _waiting = null;
            }

            HttpAnswer answer = await _reader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            if (_reader.MustClose)
            {
                Close();
            }
            else
            {
                BeginWaiting();
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
        Task? waiting = _waiting;
        _waiting = null;
        _stream?.Dispose();
        _plain?.Dispose();
        (_plain, _stream) = (null, null);

        // It fails now, or has failed; that it did is known.
        _ = waiting?.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
