using System.Text.RegularExpressions;
using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Which object of Amazon S3, or of another store that speaks its protocol, and how it is asked for. <see cref="Bucket"/> and <see cref="Key"/> have no default.</summary>
public sealed partial class S3ObjectOptions
{
    private const int MaxKeyBytes = 1024;
    private const string Scheme = "s3://";

    /// <summary>The bucket.</summary>
    public string? Bucket { get; set; }

    /// <summary>The object's key.</summary>
    public string? Key { get; set; }

    /// <summary>The bucket's region.</summary>
    /// <value>Default: that of <see cref="Endpoint"/> where it is a host of Amazon's, else that of the environment (<c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile, the instance).</value>
    public string? Region { get; set; }

    /// <summary>Where requests go: for another store, or for a private endpoint. <c>https</c>, or <c>http</c> to this machine.</summary>
    /// <value>Default: Amazon S3 in <see cref="Region"/>.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Whether the bucket stands in the path (<c>HOST/BUCKET/KEY</c>) and not before the host.</summary>
    /// <value>Default (<see langword="null"/>): in the path where there is an <see cref="Endpoint"/> that is not Amazon's, or a dot in the bucket's name, which no certificate covers.</value>
    public bool? PathStyle { get; set; }

    /// <summary>Whether <c>http</c> is allowed to other machines; what is kept then travels in the clear.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>Who asks.</summary>
    /// <value>Default: Amazon's chain of environment, web identity, profile (also of a role, or of single sign-on), container and instance.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>How long a request may take, with its answer.</summary>
    /// <value>Default: 10 seconds. 0.1 seconds to 10 minutes.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads an address of the form <c>s3://BUCKET/KEY</c>.</summary>
    /// <param name="address">The address. The key is taken as it stands: nothing in it is decoded.</param>
    /// <exception cref="FormatException">It is of another form. The message does not have the key.</exception>
    public static S3ObjectOptions Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);

        string rest = address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? address[Scheme.Length..] : "";
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        var options = new S3ObjectOptions { Bucket = slash > 0 ? rest[..slash] : rest, Key = slash > 0 ? rest[(slash + 1)..] : "" };
        return options.NameProblems().FirstOrDefault() is { } problem ? throw new FormatException($"An address of the form s3://BUCKET/KEY is needed: {problem}") : options;
    }

    /// <summary>A message for each setting that is wrong: its name, its value where it is no secret, and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [.. NameProblems()];
        if (Endpoint is { } endpoint && !IsAllowed(endpoint))
        {
            errors.Add("Endpoint is of another sort (not printed here); allowed: https://HOST[:PORT], http:// to this machine only, without user-info, path or query.");
        }

        if (RequestTimeout < TimeSpan.FromSeconds(0.1) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"RequestTimeout is {RequestTimeout}; 0.1 seconds to 10 minutes is allowed.");
        }

        if (FindRegion(out string? problem) is null)
        {
            errors.Add($"{char.ToUpperInvariant(problem![0])}{problem[1..]}");
        }

        return errors;
    }

    /// <summary>The region to sign for; <see langword="null"/> where none is known.</summary>
    internal string? FindRegion(out string? problem)
    {
        // Stores that are not Amazon's mostly take any region, and have none in their hosts.
        string? region = AwsRegion.Find([(nameof(Region), Region), (nameof(Endpoint), AwsRegion.OfHost(Endpoint, "s3"))], out problem);
        if (region is null && Region is null && Endpoint is { } endpoint && !AwsRegion.IsAmazons(endpoint))
        {
            (region, problem) = ("us-east-1", null);
        }

        return region;
    }

    // Source: Amazon S3 User Guide, "General purpose bucket naming rules" and "Naming Amazon S3 objects".
    private IEnumerable<string> NameProblems()
    {
        if (string.IsNullOrEmpty(Bucket) || !BucketName().IsMatch(Bucket))
        {
            yield return string.IsNullOrEmpty(Bucket) ? "the bucket is not set." : $"the bucket is '{Bucket}'; 3 to 63 lower-case letters, digits, dots and hyphens are allowed.";
        }

        if (string.IsNullOrEmpty(Key) || System.Text.Encoding.UTF8.GetByteCount(Key) > MaxKeyBytes || Array.Exists(Key.Split('/'), part => part is "." or ".."))
        {
            yield return string.IsNullOrEmpty(Key) ? "the object's key is not set." : "the object's key (not printed here) has more than 1,024 bytes, or a part of it is '.' or '..'.";
        }
    }

    private bool IsAllowed(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint.UserInfo.Length == 0 && endpoint.AbsolutePath == "/" && endpoint.Query.Length == 0
        && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && (AllowHttp || endpoint.IsLoopback)));

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BucketName();
}
