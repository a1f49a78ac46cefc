using System.Net;

namespace S3Snowplow.Capacity.Aws;

/// <summary>What a store answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Content">The object, or the error.</param>
/// <param name="ETag">The version's name, as the store writes it; empty where it says none.</param>
/// <param name="LastModified">When the object was written.</param>
/// <param name="BucketRegion">The region of which the store says that the bucket is there.</param>
internal sealed record S3Answer(HttpStatusCode Status, byte[] Content, string ETag, DateTimeOffset? LastModified, string? BucketRegion)
{
    /// <summary>The code of an error; empty where the answer has none.</summary>
    public string Code => AwsError.CodeOf(Content);

    /// <summary>Whether it may be otherwise in a moment: nothing is wrong with the request.</summary>
    public bool IsTransient => (int)Status >= 500 || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;

    /// <summary>What is wrong and what to do, for people.</summary>
    public string Reason => Status switch
    {
        _ when Code is "NoSuchBucket" => "there is no such bucket (HTTP 404)",
        _ when (int)Status is >= 300 and < 400 || Code is "AuthorizationHeaderMalformed" =>
            $"the bucket is in another region{(BucketRegion is { } region ? $", {region}" : "")} (HTTP {(int)Status}); set Region",
        _ when Code is "RequestTimeTooSkewed" => "this machine's clock differs too much from the store's (HTTP 403)",
        HttpStatusCode.Forbidden => $"the credentials may not do that (HTTP 403{Named}); needed are s3:GetObject and s3:PutObject on the object, and s3:ListBucket on the bucket, without which Amazon answers 403 also where there is no object yet",
        _ when IsTransient => $"the store cannot do it now (HTTP {(int)Status}{Named})",
        _ => $"the store refused it (HTTP {(int)Status}{Named})",
    };

    private string Named => Code.Length > 0 ? $", {Code}" : "";
}
