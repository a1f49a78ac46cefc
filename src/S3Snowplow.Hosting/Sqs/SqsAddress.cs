using Amazon;
using S3Snowplow.Aws;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Where requests for a queue go, and for which region they are signed.</summary>
internal static class SqsAddress
{
    /// <exception cref="SqsException">No region can be found, or what was found is none.</exception>
    public static (Uri Endpoint, string Region) Of(SqsSourceOptions options)
    {
        string region = FindRegion(options, out string? problem) ?? throw new SqsException(problem!);
        Uri? given = options.Endpoint ?? options.QueueUrl;
        return (given is null ? new Uri($"https://sqs.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/") : new Uri(given, "/"), region);
    }

    /// <summary>The region to sign for: the setting's, that of the queue's host, that of the variables, that of the profile or the instance.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="problem">Why no region was found, for people.</param>
    public static string? FindRegion(SqsSourceOptions options, out string? problem) => AwsRegion.Find(
        [(nameof(options.Region), options.Region), (nameof(options.QueueUrl), RegionOf(options.QueueUrl)), (nameof(options.Endpoint), RegionOf(options.Endpoint))], out problem);

    // An old form of hosts has the region first: REGION.queue.amazonaws.com.
    private static string? RegionOf(Uri? address) =>
        AwsRegion.OfHost(address, "sqs") ?? (address is not null && AwsRegion.IsAmazons(address) && address.Host.Split('.') is [var first, "queue", ..] ? first : null);
}
