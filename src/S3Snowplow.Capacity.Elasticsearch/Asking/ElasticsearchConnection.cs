using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Capacity;

/// <summary>Makes the HTTP client: which certificates are trusted, which one is shown, and what stands around.</summary>
internal static class ElasticsearchConnection
{
    /// <summary>Makes it. It follows no redirects, since the credentials would go along, and keeps no cookies.</summary>
    /// <exception cref="ArgumentException">The hook gives no handler.</exception>
    public static HttpClient Create(ElasticsearchOptions options)
    {
#pragma warning disable CA2000 // The client owns its handlers.
        var inner = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.GZip, SslOptions = Tls(options) };
        HttpMessageHandler outer = options.ConfigureHandler is { } configure
            ? configure(inner) ?? throw new ArgumentException($"{options.Names.Of(nameof(options.ConfigureHandler))} gave no handler.", nameof(options))
            : inner;
        return new HttpClient(outer) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
    }

    private static SslClientAuthenticationOptions Tls(ElasticsearchOptions options)
    {
        var tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateRefusedException.ThrowUnlessValid };
        if (options.CertificateAuthority is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(CertificateFiles.ReadAuthorities(authorities));
        }

        if (options.ClientCertificate is { } file)
        {
            (X509Certificate2 certificate, X509Certificate2Collection others) = CertificateFiles.ReadClient(file, options.ClientCertificatePassword);
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, others, offline: true);
        }

        return tls;
    }
}
