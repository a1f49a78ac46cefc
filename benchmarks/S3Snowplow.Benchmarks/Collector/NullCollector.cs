using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Benchmarks.Collector;

/// <summary>
/// A collector that counts and answers 200, and does nothing else. A process of its own, so that its work is neither in the relay's
/// processor time nor in its heap.
/// </summary>
internal static class NullCollector
{
    /// <summary>Serves until its standard input ends. Prints the port first.</summary>
    /// <param name="stalls">Whether it reads requests and never answers them.</param>
    /// <param name="certificateFile">Where to write the certificate, which is its own issuer, for HTTPS; <see langword="null"/> for plain HTTP.</param>
    public static int Run(bool stalls, string? certificateFile)
    {
        using X509Certificate2? certificate = certificateFile is null ? null : MakeCertificate(certificateFile);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(256);
        Console.Out.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

        ThrowUnlessHeadersAreRead();
        var counters = new CollectorCounters();
        Start(() => Accept(listener, counters, stalls, certificate));
        Console.In.ReadToEnd();
        return 0;
    }

    // A length that is not found would not fail: the collector would wait for the end of a chunked body, and the run with it.
    private static void ThrowUnlessHeadersAreRead()
    {
        if (CollectorConnection.ContentLength("POST / HTTP/1.1\r\nHost: a\r\ncontent-length:17\r\n\r\n"u8) != 17
            || CollectorConnection.ContentLength("POST / HTTP/1.1\r\nX-Content-Length: 5\r\nContent-Length: 17\r\n\r\n"u8) != 17
            || CollectorConnection.ContentLength("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"u8) != -1)
        {
            throw new InvalidOperationException("The null collector does not read the length of a request.");
        }
    }

    private static void Accept(Socket listener, CollectorCounters counters, bool stalls, X509Certificate2? certificate)
    {
        while (true)
        {
            Socket socket = listener.Accept();
            socket.NoDelay = true;
            Start(() => Serve(socket, counters, stalls, certificate));
        }
    }

    private static void Serve(Socket socket, CollectorCounters counters, bool stalls, X509Certificate2? certificate)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (certificate is not null)
        {
            var tls = new SslStream(stream);
            try
            {
                tls.AuthenticateAsServer(certificate);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // Said where the port was: whoever started this reads it, or sees the run fail.
                Console.Error.WriteLine($"TLS: {exception.Message}");
                tls.Dispose();
                return;
            }

            stream = tls;
        }

        new CollectorConnection(stream, counters, stalls).Serve();
    }

    private static X509Certificate2 MakeCertificate(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=null collector", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return certificate;
    }

    // Blocking threads: for a handful of connections they cost less than the machinery of asynchronous sockets.
    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
}
