using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace S3Snowplow.Aws;

/// <summary>Finds the region that requests are signed for.</summary>
internal static partial class AwsRegion
{
    /// <summary>The region: that of the first place that has one, that of the variables, that of the profile or the instance.</summary>
    /// <param name="places">What is looked at first, each with the name that messages have for it; the first one is the setting for it.</param>
    /// <param name="problem">Why no region was found, for people.</param>
    public static string? Find(IReadOnlyList<(string Place, string? Value)> places, out string? problem)
    {
        (string place, string? region) = places.Concat(Variables()).FirstOrDefault(one => !string.IsNullOrWhiteSpace(one.Value));
        region ??= FallbackRegionFactory.GetRegionEndpoint()?.SystemName;
        problem = region is null ? $"no region is known to sign requests for: {places[0].Place} is not set, nor is AWS_REGION or AWS_DEFAULT_REGION, and no profile or instance has one; allowed: such as eu-west-1."
            : !Name().IsMatch(region) ? $"{place} is '{region}'; allowed: a region's name, such as eu-west-1."
            : null;
        return problem is null ? region : null;
    }

    /// <summary>The region in the host of a service of Amazon's: <c>SERVICE.REGION.amazonaws.com</c>, also behind a name, with <c>-fips</c>, <c>dualstack</c>, <c>vpce</c> or <c>api.aws</c>; <see langword="null"/>: none is in it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="service">How the service is called in its hosts.</param>
    public static string? OfHost(Uri? address, string service)
    {
        if (address is null || !IsAmazons(address))
        {
            return null;
        }

        string[] parts = address.Host.Split('.');
        int at = Array.FindLastIndex(parts, part => part == service || part == service + "-fips");
        at += at >= 0 && at + 1 < parts.Length && parts[at + 1] == "dualstack" ? 1 : 0;
        return at >= 0 && at + 1 < parts.Length && parts[at + 1] is not ("amazonaws" or "api") ? parts[at + 1] : null;
    }

    /// <summary>Whether a host is one of Amazon's.</summary>
    public static bool IsAmazons(Uri address) => address.Host.Contains("amazonaws.com", StringComparison.Ordinal) || address.Host.EndsWith(".api.aws", StringComparison.Ordinal);

    private static (string Place, string? Value)[] Variables() =>
    [
        ("AWS_REGION", Environment.GetEnvironmentVariable("AWS_REGION")),

        // The variable of the command line interface, which Amazon's library for .NET does not read.
        ("AWS_DEFAULT_REGION", Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION")),
    ];

    [GeneratedRegex("^[a-z0-9-]{3,40}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
