using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>A mail server on loopback: takes messages, refuses recipients by its script, offers StartTls with a certificate that nobody trusts.</summary>
internal sealed class FakeMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly Task _running;

    public FakeMailServer()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public bool OffersTls { get; init; }

    /// <summary>The answer to a recipient; 250 without.</summary>
    public Func<string, string>? Recipient { get; set; }

    /// <summary>The answer to a message; empty: it closes the connection when it has all of it.</summary>
    public string Taken { get; set; } = "250 2.0.0 OK";

    public IReadOnlyList<string> Messages => [.. _messages];

    public IReadOnlyList<string> Commands => [.. _commands];

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _running;
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using TcpClient client = connection;
        try
        {
            Stream stream = client.GetStream();
            await SayAsync(stream, "220 fake ESMTP");
            while (await ReadLineAsync(stream) is { } line)
            {
                _commands.Enqueue(line);
                string verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "STARTTLS")
                {
                    await SayAsync(stream, "220 go ahead");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate() }, _closing.Token);
                    stream = tls;
                }
                else if (verb == "DATA")
                {
                    await SayAsync(stream, "354 go ahead");
                    var message = new StringBuilder();
                    while (await ReadLineAsync(stream) is { } text && text != ".")
                    {
                        message.Append(text).Append('\n');
                    }

                    _messages.Enqueue(message.ToString());
                    if (Taken.Length == 0)
                    {
                        return;
                    }

                    await SayAsync(stream, Taken);
                }
                else
                {
                    await SayAsync(stream, verb switch
                    {
                        "EHLO" => OffersTls && stream is not SslStream ? "250-fake\r\n250 STARTTLS" : "250 fake",
                        "RCPT" => Recipient?.Invoke(line) ?? "250 OK",
                        "QUIT" => "221 bye",
                        _ => "250 OK",
                    });
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The sender went away, or trusts nobody; or the test is over.
        }
    }

    private async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{text}\r\n"), _closing.Token);

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _closing.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
