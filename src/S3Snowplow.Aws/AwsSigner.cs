using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace S3Snowplow.Aws;

/// <summary>Signs HTTP requests to one service of AWS by Signature Version 4; Amazon's own signer does the work. Safe for use by several threads.</summary>
/// <remarks>
/// <para>Signed are all headers of the request, its query and its body. The header <c>x-amz-content-sha256</c>, which Amazon S3 demands, is sent to every service; credentials of a session also send
/// <c>x-amz-security-token</c>.</para>
/// <para>Source: IAM User Guide, "Create a signed AWS API request"; Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".</para>
/// </remarks>
public sealed class AwsSigner
{
    private readonly string _service;
    private readonly RegionEndpoint _region;
    private readonly TimeProvider _time;
    private AWSCredentials? _credentials;

    /// <summary>Makes a signer.</summary>
    /// <param name="service">The service by its signing name: <c>sqs</c>, <c>sns</c>, <c>s3</c>, <c>es</c>.</param>
    /// <param name="region">The region by its name, such as <c>eu-west-1</c>. Stores that are not Amazon's mostly take any.</param>
    /// <param name="credentials">
    /// Who asks; <see langword="null"/> for Amazon's chain: variables, web identity, profile (also of a role, or of single sign-on), container, instance. It is asked at the first request, and
    /// what it finds renews what expires.
    /// </param>
    /// <param name="timeProvider">The clock that dates the signatures; the system's by default. A signature is refused when it differs from the service's by more than 5 to 15 minutes.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public AwsSigner(string service, string region, AWSCredentials? credentials = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        ArgumentException.ThrowIfNullOrEmpty(region);

        (_service, _region, _credentials, _time) = (service, RegionEndpoint.GetBySystemName(region), credentials, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Adds the headers of the signature. The request is not to be changed any more, and to be sent soon; it can be signed once.</summary>
    /// <param name="request">The request with its absolute address and all its headers.</param>
    /// <param name="body">The bytes of its content; empty where it has none.</param>
    /// <param name="cancellationToken">Ends the signing.</param>
    /// <exception cref="AmazonClientException">There are no credentials, or they cannot be renewed; the message says what each place said, and no secret.</exception>
    public async Task SignAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);

        AWSCredentials who = _credentials ??= await CredentialChain.FindAsync().ConfigureAwait(false);
        var signing = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = request.RequestUri, Content = body };
        foreach ((string name, IEnumerable<string> values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            signing.Headers[name] = string.Join(",", values);
        }

        var parameters = new AWSSigV4Parameters { Credentials = who, Region = _region, Service = _service, SignedAt = _time.GetUtcNow().UtcDateTime };
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
