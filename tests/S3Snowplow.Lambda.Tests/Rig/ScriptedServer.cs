using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>
/// A server of bytes on 127.0.0.1: for each request that comes it sends the next of its answers, whatever the request was, and keeps the request's bytes.
/// An answer that ends in a mark closes the connection, or has it send no more.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>At the end of an answer: the connection is closed in order.</summary>
    public const string Close = "\0close";

    /// <summary>At the end of an answer: the connection is reset.</summary>
    public const string Reset = "\0reset";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<string> _answers;
    private readonly List<string> _requests = [];
    private readonly X509Certificate2? _certificate;
    private readonly int _silentHandshakes;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _serving;
    private (Socket Socket, Stream Stream)? _last;

    public ScriptedServer(params string[] answers)
        : this(certificate: null, silentHandshakes: 0, answers)
    {
    }

    /// <summary>One that sends the bytes of one answer.</summary>
    public ScriptedServer(byte[] head, byte[] body)
        : this(Encoding.Latin1.GetString([.. head, .. body]))
    {
    }

    /// <summary>One that speaks TLS.</summary>
    /// <param name="certificate">Its certificate.</param>
    /// <param name="silentHandshakes">So many connections, from the first on, are accepted, and their handshake is never answered.</param>
    /// <param name="answers">The answers.</param>
    public ScriptedServer(X509Certificate2? certificate, int silentHandshakes, params string[] answers)
    {
        _answers = new Queue<string>(answers);
        _certificate = certificate;
        _silentHandshakes = silentHandshakes;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Endpoint => $"127.0.0.1:{Port}";

    public Uri Uri => new($"{(_certificate is null ? "http" : "https")}://{Endpoint}");

    public int Connections { get; private set; }

    /// <summary>The requests so far, the port replaced so that they can be compared.</summary>
    public IReadOnlyList<string> Requests => [.. _requests.Select(request => request.Replace(Endpoint, "127.0.0.1:PORT", StringComparison.Ordinal))];

    /// <summary>Sends bytes over the last connection that nobody asked for.</summary>
    public Task SendAsync(string unasked) => WriteAsync(_last!.Value.Stream, unasked);

    /// <summary>Ends the last connection, which is idle: in order, or as a collector does after 60 idle seconds, by a reset.</summary>
    public void End(string how)
    {
        if (how == Reset)
        {
            _last!.Value.Socket.LingerState = new LingerOption(true, 0);
        }

        _last!.Value.Socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
        _writing.Dispose();
    }

    // The client may have an answer before the write of it has ended.
    private async Task WriteAsync(Stream stream, string text)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
#pragma warning disable CA2000 // It disposes of itself.
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
#pragma warning restore CA2000
                connections.Add(ServeAsync(socket, Connections++ < _silentHandshakes));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket accepted, bool isSilent)
    {
        using Socket socket = accepted;
        try
        {
            await using Stream stream = await SecureAsync(new NetworkStream(socket), isSilent);
            _last = (socket, stream);
            while (await ReadAsync(stream) is { } request)
            {
                _requests.Add(request);
                string answer = _answers.Dequeue();
                string mark = answer.EndsWith(Close, StringComparison.Ordinal) ? Close : answer.EndsWith(Reset, StringComparison.Ordinal) ? Reset : "";
                await WriteAsync(stream, answer[..^mark.Length]);
                if (mark.Length > 0)
                {
                    if (mark == Reset)
                    {
                        socket.LingerState = new LingerOption(true, 0);
                    }

                    socket.Close();
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or AuthenticationException)
        {
            // The other side has gone, or the test is over.
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain, bool isSilent)
    {
        if (isSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
        }

        if (_certificate is null)
        {
            return plain;
        }

        var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return tls;
    }

    private async Task<string?> ReadAsync(Stream stream)
    {
        byte[] bytes = new byte[1 << 20];
        int filled = 0;
        while (true)
        {
            int received = await stream.ReadAsync(bytes.AsMemory(filled), _stop.Token);
            if (received == 0)
            {
                return null;
            }

            filled += received;
            string text = Encoding.UTF8.GetString(bytes, 0, filled);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            int length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)).Select(line => int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
            if (head > 4 && text.Length >= head + length)
            {
                return text;
            }
        }
    }
}
