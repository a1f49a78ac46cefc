using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Where requests for a queue go, and for which region they are signed.</summary>
internal static partial class SqsAddress
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
    /// <param name="problem">Why there is none, for people.</param>
    public static string? FindRegion(SqsSourceOptions options, out string? problem)
    {
        (string Place, string? Value)[] places =
        [
            (nameof(options.Region), options.Region),
            (nameof(options.QueueUrl), RegionOf(options.QueueUrl)),
            (nameof(options.Endpoint), RegionOf(options.Endpoint)),
            ("AWS_REGION", Environment.GetEnvironmentVariable("AWS_REGION")),

            // The variable of the command line interface, which Amazon's library for .NET does not read.
            ("AWS_DEFAULT_REGION", Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION")),
        ];
        (string place, string? region) = places.FirstOrDefault(place => !string.IsNullOrWhiteSpace(place.Value));
        region ??= FallbackRegionFactory.GetRegionEndpoint()?.SystemName;
        problem = region is null ? $"no region is known to sign requests for: {nameof(options.Region)} is not set, nor is AWS_REGION or AWS_DEFAULT_REGION, and no profile or instance has one; allowed: such as eu-west-1."
            : !Name().IsMatch(region) ? $"{place} is '{region}'; allowed: a region's name, such as eu-west-1."
            : null;
        return problem is null ? region : null;
    }

    /// <summary>The region in a host of Amazon's: <c>sqs.REGION.amazonaws.com</c>, <c>REGION.queue.amazonaws.com</c>, <c>NAME.sqs.REGION.vpce.amazonaws.com</c>, <c>sqs.REGION.api.aws</c>.</summary>
    private static string? RegionOf(Uri? address)
    {
        string[] parts = address?.Host.Split('.') ?? [];
        if (address is null || !(address.Host.Contains("amazonaws.com", StringComparison.Ordinal) || address.Host.EndsWith(".api.aws", StringComparison.Ordinal)))
        {
            return null;
        }

        int sqs = Array.FindIndex(parts, part => part is "sqs" or "sqs-fips");
        return sqs >= 0 && sqs + 1 < parts.Length ? parts[sqs + 1] : parts is [var first, "queue", ..] ? first : null;
    }

    [GeneratedRegex("^[a-z0-9-]{3,40}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
