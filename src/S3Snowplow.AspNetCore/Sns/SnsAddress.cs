using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>
/// Which addresses of a message may be asked: those of SNS in the region of the message's own topic, which is an allowed one. All else would let a stranger choose whom this process
/// talks to, and whose certificate it believes: <c>sns.s3-us-west-2.amazonaws.com</c> is a bucket that anybody may have, not SNS.
/// </summary>
/// <remarks>
/// Amazon's own validators take any <c>sns.NAME.amazonaws.com</c> (aws-sdk-net, <c>Message.cs</c>; aws-js-sns-message-validator, <c>index.js</c>). Where partitions have their
/// services is said by botocore, <c>data/partitions.json</c>, <c>dnsSuffix</c>; a test compares it with Amazon's own client library.
/// </remarks>
internal static partial class SnsAddress
{
    /// <summary>Whether a text is a topic's ARN, and so may stand in a log.</summary>
    public static bool IsTopic(string text) => Topic().IsMatch(text);

    /// <summary>Whether a text is the address of a certificate of the topic's SNS.</summary>
    public static bool IsOfCertificate(string? text, string topicArn, [NotNullWhen(true)] out Uri? address) =>
        IsOfSns(text, topicArn, out address) && address.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) && address.Query.Length == 0;

    /// <summary>Whether a text is an address of the topic's SNS.</summary>
    public static bool IsOfSns(string? text, string topicArn, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.IsDefaultPort
        && address.UserInfo.Length == 0
        && address.Host.Equals(HostOf(topicArn), StringComparison.OrdinalIgnoreCase);

    /// <summary>The host of SNS where a topic is; <see langword="null"/> where the text is no topic's ARN, or of a partition that is not known.</summary>
    public static string? HostOf(string topicArn) =>
        topicArn.Split(':') is ["arn", var partition, "sns", { Length: > 0 } region, _, _] && DomainOf(partition) is { } domain ? $"sns.{region}.{domain}" : null;

    private static string? DomainOf(string partition) => partition switch
    {
        "aws" or "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        _ => null,
    };

    // Amazon SNS API Reference, CreateTopic: up to 256 letters, digits, hyphens and underscores, ".fifo" at the end of those that keep order.
    [GeneratedRegex("^arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{3,30}:[0-9]{12}:[A-Za-z0-9_.-]{1,256}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Topic();
}
