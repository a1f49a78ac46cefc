using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>Speaks TLS on 127.0.0.1 for a server behind it that does not, with a certificate of its own making.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = OwnCertificate.Make();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _file = Path.GetTempFileName();
    private readonly Uri _behind;
    private readonly Task _serving;

    public TlsFront(Uri behind)
    {
        _behind = behind;
        File.WriteAllText(_file, _certificate.ExportCertificatePem());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Uri => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The certificate as PEM: for OpenSSL's <c>SSL_CERT_FILE</c>.</summary>
    public string CertificateFile => _file;

    /// <summary>How many handshakes went well.</summary>
    public int Handshakes { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
        _certificate.Dispose();
        File.Delete(_file);
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
#pragma warning disable CA2000 // It disposes of itself.
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
#pragma warning restore CA2000
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient accepted = client;
        try
        {
            await using var tls = new SslStream(accepted.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            Handshakes++;
            using var behind = new TcpClient();
            await behind.ConnectAsync(_behind.Host, _behind.Port, _stop.Token);
            await using NetworkStream plain = behind.GetStream();
            await Task.WhenAny(tls.CopyToAsync(plain, _stop.Token), plain.CopyToAsync(tls, _stop.Token));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // The other side has gone, or does not trust the certificate: it says so itself.
        }
    }
}
