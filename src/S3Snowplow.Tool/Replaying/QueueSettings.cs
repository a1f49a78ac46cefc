using System.Net;
using Amazon.Runtime;
using S3Snowplow.Hosting.Sqs;

namespace S3Snowplow.Tool;

/// <summary>Which dead letter queue is replayed.</summary>
/// <param name="Queue">Its URL.</param>
/// <param name="Region">The region to sign for, where the URL has none.</param>
/// <param name="Endpoint">The address that requests go to, where it is not the URL's host.</param>
internal sealed record QueueSettings(Uri Queue, string? Region, Uri? Endpoint)
{
    /// <summary>Who asks; by Amazon's chain without.</summary>
    internal AWSCredentials? Credentials { get; init; }

    /// <summary>Sends the requests.</summary>
    internal Func<HttpMessageHandler> Handler { get; init; } = static () => new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };

    /// <summary>As the settings of a source. A poll of some seconds asks all of SQS's servers, so that an empty answer means an empty queue.</summary>
    public SqsSourceOptions Options() => new() { QueueUrl = Queue, Region = Region, Endpoint = Endpoint, Credentials = Credentials, WaitTime = TimeSpan.FromSeconds(2), VisibilityTimeout = TimeSpan.FromMinutes(2) };

    /// <summary>What is wrong, each in the name of its option.</summary>
    public IEnumerable<string> Problems()
    {
        const string Name = "queue";
        return new SqsSourceOptionsValidator(Name, Name).Validate(Name, Options()).Failures?.Select(Called) ?? [];
    }

    private static string Called(string message) => message
        .Replace("Source 'queue': ", "", StringComparison.Ordinal)
        .Replace("QueueUrl", "--queue", StringComparison.Ordinal)
        .Replace("Endpoint", "--endpoint", StringComparison.Ordinal)
        .Replace("Region ", "--region ", StringComparison.Ordinal)
        .Replace("use https, or set AllowHttp", "use https", StringComparison.Ordinal);
}
