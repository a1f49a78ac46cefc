using System.Text.RegularExpressions;
using Amazon;
using S3Snowplow.Aws;

namespace S3Snowplow.Tool;

/// <summary>Where a store is, and how it is asked: any that speaks the protocol of Amazon S3.</summary>
internal sealed partial record StoreAddress
{
    private StoreAddress(Uri endpoint, string region, bool isNamed, bool? isPathStyle) => (Endpoint, Region, IsNamed, PathStyle) = (endpoint, region, isNamed, isPathStyle);

    /// <summary>Where requests go.</summary>
    public Uri Endpoint { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>Whether the endpoint was given, and is not Amazon's for the region.</summary>
    public bool IsNamed { get; }

    /// <summary>Whether buckets stand in the path; <see langword="null"/>: there where the endpoint is not Amazon's, or the bucket's name has a dot, which no certificate covers.</summary>
    public bool? PathStyle { get; }

    /// <summary>Whether the one who asks pays, which buckets of that sort demand.</summary>
    public bool IsRequesterPays { get; init; }

    /// <summary>The account that must own the bucket; <see langword="null"/>: any.</summary>
    public string? ExpectedOwner { get; init; }

    /// <summary>Finds a store.</summary>
    /// <param name="endpoint">The endpoint; <see langword="null"/>: Amazon's for the region.</param>
    /// <param name="region">The region; <see langword="null"/>: that of the endpoint's host, of the environment, of the profile. Stores that are not Amazon's mostly take any.</param>
    /// <param name="pathStyle">Whether buckets stand in the path.</param>
    /// <param name="problem">Why the store has no usable address, for people.</param>
    public static StoreAddress? Find(Uri? endpoint, string? region, bool? pathStyle, out string? problem)
    {
        string? found = AwsRegion.Find([("--region", region), ("--endpoint", AwsRegion.OfHost(endpoint, "s3"))], out problem);
        if (found is null && region is null && endpoint is not null && !AwsRegion.IsAmazons(endpoint))
        {
            (found, problem) = ("us-east-1", null);
        }

        return found is null ? null : new StoreAddress(endpoint ?? new Uri($"https://s3.{found}.{RegionEndpoint.GetBySystemName(found).PartitionDnsSuffix}/"), found, endpoint is not null, pathStyle);
    }

    /// <summary>Why a name can be that of no bucket which is read here, for people; <see langword="null"/>: it can.</summary>
    /// <remarks>Source: Amazon S3 User Guide, "General purpose bucket naming rules" (names of before 2018 in us-east-1 have capitals and underscores) and "Directory bucket naming rules".</remarks>
    public static string? BucketProblem(string bucket) =>
        bucket.Contains("://", StringComparison.Ordinal) || bucket.Contains('/', StringComparison.Ordinal) ? $"--bucket is '{bucket}'; give the name only, and what comes behind it with --prefix."
        : !BucketName().IsMatch(bucket) ? $"--bucket is '{bucket}'; 3 to 255 letters, digits, dots, hyphens and underscores are allowed."
        : bucket.EndsWith("--x-s3", StringComparison.Ordinal) ? $"--bucket is '{bucket}', a directory bucket: it is listed in no order and cannot be read on from a key. It is not supported."
        : null;

    /// <summary>The address of a bucket, or of what is in it.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">A key; empty: the bucket itself.</param>
    /// <param name="query">The query without its question mark, encoded; empty: none.</param>
    public Uri Of(string bucket, string key, string query)
    {
        bool inPath = PathStyle ?? (bucket.Contains('.', StringComparison.Ordinal) || bucket.Contains('_', StringComparison.Ordinal) || (IsNamed && !AwsRegion.IsAmazons(Endpoint)));
        string path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        string root = inPath ? $"{Endpoint.AbsoluteUri.TrimEnd('/')}/{bucket}{(path.Length > 0 ? "/" : "")}" : $"{Endpoint.Scheme}://{bucket}.{Endpoint.Authority}/";
        return new Uri($"{root}{path}{(query.Length > 0 ? "?" : "")}{query}");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BucketName();
}
