using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Which topic of Amazon SNS is told. Only <see cref="TopicArn"/> has no default.</summary>
public sealed partial class SnsAlertOptions
{
    /// <summary>The name in a pipeline's <c>alerts</c>.</summary>
    /// <value>Default: <c>sns</c>.</value>
    public string Name { get; set; } = "sns";

    /// <summary>The topic: <c>arn:aws:sns:REGION:ACCOUNT:NAME</c>; one whose name ends with <c>.fifo</c> gets the messages of each pipeline in their order.</summary>
    public string? TopicArn { get; set; }

    /// <summary>Where requests go: a private endpoint, or another service with this protocol. <c>https</c>, or <c>http</c> to this machine.</summary>
    /// <value>Default: Amazon SNS in the topic's region.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>What is less bad is not told to it, as long as another channel of the pipeline takes it.</summary>
    /// <value>Default: everything is told.</value>
    public AlertSeverity LeastSeverity { get; set; } = AlertSeverity.Info;

    /// <summary>Who asks; needed is the permission <c>sns:Publish</c> on the topic.</summary>
    /// <value>Default: Amazon's chain of environment, web identity, profile (also of a role, or of single sign-on), container and instance.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>The topic's region; empty where the ARN has none.</summary>
    internal string Region => TopicArn is null ? "" : Arn().Match(TopicArn).Groups["region"].Value;

    /// <summary>Whether the topic keeps the order, and wants a group.</summary>
    internal bool IsFifo => TopicArn?.EndsWith(".fifo", StringComparison.Ordinal) == true;

    /// <summary>Whether <see cref="TopicArn"/> is one.</summary>
    internal bool IsTopic => TopicArn is not null && Arn().IsMatch(TopicArn);

    /// <summary>Whether <see cref="Endpoint"/> may be called.</summary>
    internal bool IsEndpoint => Endpoint is not { } endpoint || (endpoint.IsAbsoluteUri && endpoint.UserInfo.Length == 0 && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)));

    /// <summary>A message for each setting that is wrong: its name and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(Name))
        {
            errors.Add("Name is empty; a channel has a name, such as sns.");
        }

        if (!IsTopic)
        {
            errors.Add($"TopicArn is {(TopicArn is null ? "not set" : "of another form (not printed here)")}; allowed: arn:aws:sns:REGION:ACCOUNT:NAME.");
        }

        if (!IsEndpoint)
        {
            errors.Add("Endpoint is of another sort (not printed here); allowed: https://HOST[:PORT], or http:// to this machine.");
        }

        return errors;
    }

    // Source: AWS General Reference, "Amazon Resource Names"; other services with this protocol leave the account out.
    [GeneratedRegex("^arn:aws[a-z-]*:sns:(?<region>[a-z0-9-]+):[0-9]*:[A-Za-z0-9_-]{1,256}(\\.fifo)?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Arn();
}
