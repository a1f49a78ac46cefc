using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Signs requests by Signature Version 4 with whatever credentials there are; Amazon's own signer does the work.</summary>
/// <param name="credentials">Who asks; <see langword="null"/> for Amazon's chain, which is asked at the first request and renews what expires.</param>
/// <param name="region">The region to sign for.</param>
/// <param name="service">The service to sign for.</param>
/// <param name="time">The clock.</param>
internal sealed class SqsSigner(AWSCredentials? credentials, string region, string service, TimeProvider time)
{
    private readonly RegionEndpoint _region = RegionEndpoint.GetBySystemName(region);
    private AWSCredentials? _credentials = credentials;

    /// <summary>Adds the headers of the signature; the request's address, headers and body are final.</summary>
    public async Task SignAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken)
    {
        AWSCredentials who = _credentials ??= await CredentialChain.FindAsync().ConfigureAwait(false);
        var signing = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = request.RequestUri, Content = body };
        foreach ((string name, IEnumerable<string> values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            signing.Headers[name] = string.Join(",", values);
        }

        var parameters = new AWSSigV4Parameters { Credentials = who, Region = _region, Service = service, SignedAt = time.GetUtcNow().UtcDateTime };
        AWSSigningResult signed = await AWSSigV4Signer.SignAsync(signing, parameters, cancellationToken).ConfigureAwait(false);
        foreach ((string name, string value) in signed.Headers)
        {
            if (!request.Headers.Contains(name) && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
