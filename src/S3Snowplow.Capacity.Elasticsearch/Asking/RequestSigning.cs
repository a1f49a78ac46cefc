using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Capacity;

/// <summary>Signs the requests for Amazon OpenSearch Service (<c>es</c>) or Serverless (<c>aoss</c>).</summary>
/// <remarks>
/// <para>The index pattern stands in the path as it is: with <c>*</c> and <c>,</c> sent as such, the service signs <c>%2A</c> and <c>%2C</c>, as is done here. A path that has them encoded already is signed
/// differently by different implementations. Serverless demands the header <c>x-amz-content-sha256</c>, and that <c>Content-Length</c> is not signed. Source: IAM User Guide, "Create a signed AWS API request"; Amazon OpenSearch
/// Service Developer Guide, "Making and signing OpenSearch Service requests", "Signing HTTP requests with other clients".</para>
/// </remarks>
internal sealed class RequestSigning
{
    private readonly AwsSigner _signer;
    private readonly string _service;

    private RequestSigning(AwsSigner signer, string service) => (_signer, _service) = (signer, service);

    /// <summary>Makes it; <see langword="null"/> where requests are not signed.</summary>
    /// <param name="options">The service and the region.</param>
    /// <param name="names">What settings are called.</param>
    /// <param name="time">The clock that dates the signatures.</param>
    /// <param name="credentials">Who asks; those of the environment without.</param>
    /// <exception cref="ArgumentException">No region is known.</exception>
    public static RequestSigning? Create(ElasticsearchOptions options, SettingNames names, TimeProvider time, AWSCredentials? credentials = null)
    {
        if (options.Signing == ElasticsearchSigning.None)
        {
            return null;
        }

        string service = options.Signing == ElasticsearchSigning.Es ? "es" : "aoss";
        string region = AwsRegion.Find([(names.Of(nameof(options.Region)), options.Region), (names.Of(nameof(options.Address)), RegionOfHost(options.Address!.Host))], out string? problem)
            ?? throw new ArgumentException($"The requests cannot be signed: {problem}", nameof(options));
        return new RequestSigning(new AwsSigner(service, region, credentials, time), service);
    }

    /// <summary>The region in a host: <c>NAME.REGION.es.amazonaws.com</c>, <c>ID.REGION.aoss.amazonaws.com</c>, <c>NAME.aos.REGION.on.aws</c>; <see langword="null"/>: none is in it.</summary>
    public static string? RegionOfHost(string host)
    {
        string[] parts = host.Split('.');
        int service = Array.FindLastIndex(parts, part => part is "es" or "aoss" or "aos");
        return service < 0 ? null
            : service > 0 && service + 1 < parts.Length && parts[service + 1] == "amazonaws" ? parts[service - 1]
            : service + 3 < parts.Length && parts[service + 2] == "on" && parts[service + 3] == "aws" ? parts[service + 1] : null;
    }

    /// <summary>Adds the headers of the signature. The request is not to be changed any more.</summary>
    /// <exception cref="ElasticsearchException">There are no credentials of AWS, or they cannot be renewed.</exception>
    public async Task SignAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await _signer.SignAsync(request, body.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonClientException exception)
        {
            throw new ElasticsearchException(ElasticsearchProblem.Unauthorized, $"The request cannot be signed for the service '{_service}': {exception.Message}", exception);
        }
    }
}
