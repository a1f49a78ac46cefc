using Amazon.Runtime;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Where requests for a queue go, and for which region they are signed.</summary>
internal static class SqsAddress
{
    /// <exception cref="SqsException">No region can be found.</exception>
    public static (Uri Endpoint, string Region) Of(SqsSourceOptions options)
    {
        Uri? given = options.Endpoint ?? options.QueueUrl;
        string region = options.Region ?? RegionOf(options.QueueUrl) ?? RegionOf(options.Endpoint) ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new SqsException($"No region is known to sign requests for: set {nameof(SqsSourceOptions.Region)}, or AWS_REGION.");
        string domain = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return (given is null ? new Uri($"https://sqs.{region}.{domain}/") : new Uri(given, "/"), region);
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
}
