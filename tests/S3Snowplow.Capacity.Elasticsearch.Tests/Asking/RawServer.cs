using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>A request as it came: its target is not decoded.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, X509Certificate2? Client);

/// <summary>A server on 127.0.0.1 that answers with bytes, over TLS if it has a certificate, one request a connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawRequest, string?> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _serving;

    /// <param name="answer">The bytes of an answer, as text; <see langword="null"/> resets the connection.</param>
    /// <param name="certificate">The server's certificate; none: no TLS.</param>
    /// <param name="asksForClient">Whether a client has to show a certificate; any is taken, and handed to <paramref name="answer"/>.</param>
    public RawServer(Func<RawRequest, string?> answer, X509Certificate2? certificate = null, bool asksForClient = false)
    {
        _answer = answer;
        _tls = certificate is null ? null : new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = asksForClient,
            RemoteCertificateValidationCallback = (_, client, _, _) => !asksForClient || client is not null,
        };
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = Task.Run(ServeAsync);
    }

    public int Port { get; }

    public List<RawRequest> Requests { get; } = [];

    public static string Json(string body, string status = "200 OK") => $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                await AnswerAsync(socket);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or AuthenticationException or ObjectDisposedException)
            {
                // The client left, or was not let in: the next one.
            }
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        Stream stream = new NetworkStream(socket);
        X509Certificate2? client = null;
        if (_tls is not null)
        {
            var secure = new SslStream(stream);
            stream = secure;
            await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
            client = secure.RemoteCertificate is { } shown ? new X509Certificate2(shown) : null;
        }

        await using (stream)
        {
            RawRequest? request = await ReadAsync(stream, client);
            if (request is null)
            {
                return;
            }

            lock (Requests)
            {
                Requests.Add(request);
            }

            if (_answer(request) is not { } answer)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
                return;
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
            await stream.FlushAsync(_stop.Token);
            if (stream is SslStream secure)
            {
                await secure.ShutdownAsync();
            }

            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task<RawRequest?> ReadAsync(Stream stream, X509Certificate2? client)
    {
        var bytes = new List<byte>();
        byte[] one = new byte[1];
        while (bytes.Count < 4 || !bytes[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            bytes.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim(), StringComparer.Ordinal);
        byte[] body = new byte[headers.TryGetValue("content-length", out string? length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new RawRequest(first[0], first[1], headers, body, client);
    }
}
