using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>A signer's public key, and for how long it is valid.</summary>
internal sealed record SnsKey(RSAParameters Key, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>The certificates of SNS, fetched when first needed and kept.</summary>
/// <remarks>That it is SNS's is known by TLS and the host's name, as in Amazon's own validators. One is fetched at a time, so that messages with made-up addresses cannot become a flood.</remarks>
#pragma warning disable CA1001 // A semaphore that nobody took a wait handle of holds nothing to dispose of, and the certificates live as long as the process.
internal sealed class SnsCertificates(Func<HttpClient> http, TimeProvider time)
#pragma warning restore CA1001
{
    // A region has one at a time, and a new one every year or so.
    private const int MostKept = 32;
    private const int LargestBytes = 64 * 1024;
    private const int ShortestKeyBits = 2048;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Uri, SnsKey> _kept = [];
    private readonly SemaphoreSlim _fetching = new(1);

    /// <summary>The key that a certificate has; <see langword="null"/> where there is no certificate at the address, or it is not valid now.</summary>
    /// <exception cref="HttpRequestException">It could not be fetched; perhaps later.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public async Task<SnsKey?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        SnsKey? key = Kept(address);
        if (key is null)
        {
            await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                key = Kept(address) ?? await FetchAsync(address, cancellationToken).ConfigureAwait(false);
                if (key is not null)
                {
                    Keep(address, key);
                }
            }
            finally
            {
                _fetching.Release();
            }
        }

        DateTimeOffset now = time.GetUtcNow();
        return key is not null && key.NotBefore <= now && now <= key.NotAfter ? key : null;
    }

    private SnsKey? Kept(Uri address)
    {
        lock (_kept)
        {
            return _kept.GetValueOrDefault(address);
        }
    }

    private void Keep(Uri address, SnsKey key)
    {
        lock (_kept)
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Remove(_kept.MinBy(one => one.Value.NotAfter).Key);
            }

            _kept[address] = key;
        }
    }

    private async Task<SnsKey?> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        HttpClient client = http();
        using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (int)response.StatusCode is >= 400 and < 500 and not 408 and not 429
                ? null
                : throw new HttpRequestException($"the certificate was answered with {(int)response.StatusCode}");
        }

        return Read(await BoundedBody.ReadAsync(response, LargestBytes, either.Token).ConfigureAwait(false));
    }

    private static SnsKey? Read(byte[] pem)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem));
            using RSA? key = certificate.GetRSAPublicKey();
            return key is { KeySize: >= ShortestKeyBits }
                ? new SnsKey(key.ExportParameters(includePrivateParameters: false), new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
